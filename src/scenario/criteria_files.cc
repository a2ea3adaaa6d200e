#include "scenario/criteria_files.h"

#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/text.h"
#include "scenario/shipped.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;

constexpr const char* kShippedFolder = "data/scenarios";
constexpr const char* kShippedBeside = "(shipped)";  // no path on the disk

[[noreturn]] void FailFolder(const std::string& folder, const std::string& why) {
  throw Error(ErrorKind::kInput, fmt::format("{}: {}; --scenarios takes a folder of YAML files",
                                             EscapeForTerminal(folder), why));
}

// What a path would be without "." and "..", so that it can be looked up.
std::string Plain(const fs::path& path) { return path.lexically_normal().string(); }

std::map<std::string, std::string> ShippedBasicsIn(const char* folder) {
  std::map<std::string, std::string> texts;
  for (const ShippedFile& file : ShippedBasicCriteria()) {
    texts[fs::path(folder) / "basics" / file.name] = file.text;
  }
  return texts;
}

fs::path LastTwo(const fs::path& path) {
  fs::path parent = path.parent_path().filename();
  return parent / path.filename();
}

}  // namespace

CriteriaFiles CriteriaFiles::Shipped() {
  CriteriaFiles files;
  files.folder_ = kShippedFolder;
  files.texts_ = ShippedBasicsIn(kShippedFolder);
  fs::path folder(kShippedFolder);
  for (const ShippedFile& file : ShippedScenarios()) {
    files.texts_[folder / file.name] = file.text;
  }
  return files;
}

CriteriaFiles CriteriaFiles::File(const std::string& path) {
  CriteriaFiles files;
  files.folder_ = fs::path(path).parent_path().string();
  files.on_disk_ = true;
  files.basics_ = ShippedBasicsIn(kShippedBeside);
  return files;
}

CriteriaFiles CriteriaFiles::Folder(const std::string& folder) {
  CriteriaFiles files;
  files.folder_ = folder;
  files.on_disk_ = true;
  files.basics_ = ShippedBasicsIn(kShippedBeside);
  try {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file() && entry.path().extension() == ".yaml") {
        std::string path = Plain(entry.path());
        files.texts_[path] = ReadFile(path, "criteria are read from it");
      }
    }
  } catch (const fs::filesystem_error& e) {
    FailFolder(folder, EscapeForTerminal(e.code().message()));
  }
  if (files.texts_.empty()) {
    FailFolder(folder, "holds no .yaml file");
  }
  return files;
}

std::optional<std::string> CriteriaFiles::Resolve(const std::string& include,
                                                  const std::string& from) const {
  fs::path path(include);
  fs::path folder(folder_);
  fs::path beside = fs::path(from).parent_path();
  for (const fs::path& candidate : {path, beside / path, folder / path, folder / LastTwo(path),
                                    beside / LastTwo(path), beside / ".." / LastTwo(path)}) {
    std::string plain = Plain(candidate);
    std::error_code ignored;
    if (texts_.count(plain) > 0 || (on_disk_ && fs::is_regular_file(plain, ignored))) {
      return plain;
    }
  }
  std::string shipped = Plain(kShippedBeside / LastTwo(path));
  return basics_.count(shipped) > 0 ? std::optional(shipped) : std::nullopt;
}

std::string CriteriaFiles::Read(const std::string& path) const {
  for (const std::map<std::string, std::string>* known : {&texts_, &basics_}) {
    if (auto text = known->find(path); text != known->end()) {
      return text->second;
    }
  }
  return ReadFile(path, "criteria are read from it");
}

}  // namespace autoj
