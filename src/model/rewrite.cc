#include "model/rewrite.h"

#include <llama.h>
#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/text.h"
#include "model/default_model.h"
#include "model/model_error.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;

void Quantize(const std::string& from, const std::string& to) {
  llama_model_quantize_params params = llama_model_quantize_default_params();
  params.ftype = LLAMA_FTYPE_MOSTLY_Q8_0;
  params.allow_requantize = true;
  if (llama_model_quantize(from.c_str(), to.c_str(), &params) != 0) {
    FailModel(from, "cannot be rewritten as Q8_0");
  }
}

}  // namespace

std::string PathOfFastWeights(const std::string& path,
                              const std::function<void(const std::string&)>& on_step) {
  std::error_code error;
  std::optional<std::string> shipped = FindDefaultModel();
  if (!shipped || !fs::equivalent(*shipped, path, error)) {
    return path;
  }
  fs::path target =
      fs::path(CacheFolder()) / "models" / (fs::path(path).stem().stem().string() + ".Q8_0.gguf");
  if (fs::is_regular_file(target, error)) {
    return target.string();
  }
  on_step("rewriting the default model's weights as Q8_0 (once)");
  fs::create_directories(target.parent_path(), error);
  std::string temporary = fmt::format("{}.{}.part", target.string(), getpid());
  try {
    Quantize(path, temporary);
  } catch (...) {
    fs::remove(temporary, error);
    throw;
  }
  fs::rename(temporary, target, error);
  if (error) {
    throw Error(ErrorKind::kIo, fmt::format("{}: cannot be written: {}",
                                            EscapeForTerminal(target.string()), error.message()));
  }
  return target.string();
}

}  // namespace autoj
