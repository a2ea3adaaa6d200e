#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autoj {

/// A YAML map that is read key by key, each read checked: the YAML library stays behind this one
/// type. Every failure is Error(kInput) with `source:line`.
class YamlMap {
 public:
  /// Parses a text that is one document, a map without repeated keys.
  static YamlMap Parse(std::string_view text, const std::string& source);

  YamlMap(YamlMap&&) noexcept;
  ~YamlMap();

  bool Has(const std::string& key) const;
  std::vector<std::string> Keys() const;           ///< All of them, in the order of the file.
  std::string Text(const std::string& key) const;  ///< A required scalar.
  std::optional<std::string> FindText(const std::string& key) const;  ///< A scalar, if it is there.
  /// The text of a value that is tagged !include; nothing for any other value.
  std::optional<std::string> FindInclude(const std::string& key) const;
  bool IsMap(const std::string& key) const;   ///< Whether its value is a map.
  bool IsNull(const std::string& key) const;  ///< Whether it stands there without a value.
  int Line(const std::string& key) const;     ///< Of a key that is there; counts from 1.
  std::vector<std::string> List(
      const std::string& key) const;                          ///< A list of scalars; absent: empty.
  std::vector<double> Numbers(const std::string& key) const;  ///< A required list of numbers.
  YamlMap Map(const std::string& key) const;                  ///< A required map.
  /// Refuses keys that are not in `known`, naming the nearest.
  void AllowOnly(const std::vector<std::string>& known) const;
  /// Throws the error "source:line: what" for `key` (or for the map where the key is absent).
  [[noreturn]] void Fail(const std::string& key, const std::string& what) const;

 private:
  struct Node;
  explicit YamlMap(std::unique_ptr<Node> node);
  std::unique_ptr<Node> node_;
};

/// Whether a word that may be a name is a file of YAML: it has a slash, or ends in ".yaml".
bool IsYamlFile(std::string_view word);

}  // namespace autoj
