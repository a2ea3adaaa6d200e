#include "model/rewrite.h"

#include <llama.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/text.h"
#include "model/default_model.h"
#include "model/library.h"
#include "model/model_error.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;

void Quantize(const std::string& from, const std::string& to) {
  llama_model_quantize_params params = llama_model_quantize_default_params();
  params.ftype = LLAMA_FTYPE_MOSTLY_Q8_0;
  params.allow_requantize = true;
  StartLibrary();
  if (llama_model_quantize(from.c_str(), to.c_str(), &params) != 0) {
    FailModel(from, fmt::format("cannot be rewritten as Q8_0 in {} ({}); set XDG_CACHE_HOME to a "
                                "folder that can be written and has 150 MB left",
                                EscapeForTerminal(fs::path(to).parent_path().string()),
                                EscapeForTerminal(LastLibraryError())));
  }
}

// What killed calls left: their process is gone.
void RemoveLeftovers(const fs::path& target) {
  std::error_code error;
  std::string prefix = target.filename().string() + ".";
  for (const fs::directory_entry& entry : fs::directory_iterator(target.parent_path(), error)) {
    std::string name = entry.path().filename().string();
    int process = name.rfind(prefix, 0) == 0 ? std::atoi(name.c_str() + prefix.size()) : 0;
    if (process > 0 && kill(process, 0) != 0 && errno == ESRCH) {
      fs::remove(entry.path(), error);
    }
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
  RemoveLeftovers(target);
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
