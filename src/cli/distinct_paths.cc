#include "cli/distinct_paths.h"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;

bool IsNone(const std::string& path) { return path.empty() || path == "-"; }

bool AreSame(const std::string& a, const std::string& b) {
  std::error_code ignored;
  if (fs::exists(a, ignored) && fs::exists(b, ignored)) {
    bool is_kept = fs::is_regular_file(a, ignored) || fs::is_directory(a, ignored);
    return is_kept && fs::equivalent(a, b, ignored);
  }
  return fs::weakly_canonical(fs::absolute(a, ignored), ignored) ==
         fs::weakly_canonical(fs::absolute(b, ignored), ignored);
}

}  // namespace

void CheckDistinct(const std::vector<NamedPath>& inputs, const std::vector<NamedPath>& outputs) {
  std::vector<NamedPath> taken = inputs;
  for (const NamedPath& output : outputs) {
    for (const NamedPath& other : taken) {
      if (!IsNone(output.path) && !IsNone(other.path) && AreSame(output.path, other.path)) {
        throw Error(ErrorKind::kUsage,
                    fmt::format("{} {} is {}, which it would overwrite; name another path",
                                output.name, EscapeForTerminal(output.path), other.name));
      }
    }
    taken.push_back(output);
  }
}

}  // namespace autoj
