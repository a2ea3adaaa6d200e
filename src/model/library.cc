#include "model/library.h"

#include <llama.h>

#include <mutex>
#include <utility>

#include "base/text.h"

namespace autoj {
namespace {

std::string& LastLine() {
  thread_local std::string line;
  return line;
}

void KeepErrors(ggml_log_level level, const char* text, void*) {
  if (level == GGML_LOG_LEVEL_ERROR) {
    LastLine() = std::string(Trim(text));
  }
}

}  // namespace

void StartLibrary() {
  static std::once_flag once;
  std::call_once(once, [] {
    llama_log_set(KeepErrors, nullptr);
    llama_backend_init();
  });
}

std::string LastLibraryError() { return std::exchange(LastLine(), ""); }

}  // namespace autoj
