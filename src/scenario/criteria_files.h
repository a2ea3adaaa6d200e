#pragma once

#include <map>
#include <optional>
#include <string>

namespace autoj {

/// The YAML files that hold criteria: those compiled in, those of a folder, or one.
class CriteriaFiles {
 public:
  /// data/scenarios/, as it was when the program was built.
  static CriteriaFiles Shipped();

  /// Every .yaml below a folder. Throws Error(kInput) where it is none, cannot be read, or holds no
  /// such file.
  static CriteriaFiles Folder(const std::string& folder);

  /// One file, whose includes are found on the disk; texts() stays empty, and it is read by Read.
  static CriteriaFiles File(const std::string& path);

  /// Text by path, sorted by path.
  const std::map<std::string, std::string>& texts() const { return texts_; }

  /// The path of what `from` includes as `include`: as given, relative to `from`, relative to the
  /// folder, or by its last two components under the folder, that of `from` or the one above that
  /// (`from` may be one of several folders that belong together), whichever is there first; else
  /// the shipped one by these two: "basics/writing.yaml" need not be copied. Nothing where none is.
  std::optional<std::string> Resolve(const std::string& include, const std::string& from) const;

  /// The text of a resolved path, read where it is not among texts(). Throws Error(kInput).
  std::string Read(const std::string& path) const;

 private:
  std::string folder_;
  bool on_disk_ = false;
  std::map<std::string, std::string> texts_;
  std::map<std::string, std::string> basics_;  // the shipped ones, for files on the disk
};

}  // namespace autoj
