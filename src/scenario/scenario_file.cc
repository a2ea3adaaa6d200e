#include "scenario/scenario_file.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "base/yaml.h"

namespace autoj {
namespace {

constexpr const char* kOwn = "extended";

// Reads a file and those that it includes; knows the way to where it stands.
class FileReader {
 public:
  explicit FileReader(const CriteriaFiles& files) : files_(files) {}

  ScenarioFile Read(const std::string& path) {
    way_.push_back(path);
    YamlMap yaml = YamlMap::Parse(files_.Read(path), EscapeForTerminal(path));
    ScenarioFile file;
    for (const std::string& key : yaml.Keys()) {
      if (std::optional<std::string> include = yaml.FindInclude(key)) {
        file.is_scenario = true;
        Append(ReadIncluded(yaml, key, *include), &file.criteria);
      } else if (key == kOwn) {
        file.is_scenario = true;
        Append(ReadOwn(yaml), &file.criteria);
      } else {
        file.criteria.push_back(ReadCriterion(yaml, key));
      }
    }
    way_.pop_back();
    return file;
  }

 private:
  static void Append(std::vector<Criterion> more, std::vector<Criterion>* criteria) {
    std::move(more.begin(), more.end(), std::back_inserter(*criteria));
  }

  std::vector<Criterion> ReadIncluded(const YamlMap& yaml, const std::string& key,
                                      const std::string& include) {
    std::optional<std::string> path = files_.Resolve(include, way_.back());
    if (!path) {
      yaml.Fail(key, fmt::format("!include {}: no such file", EscapeForTerminal(include)));
    }
    if (std::find(way_.begin(), way_.end(), *path) != way_.end()) {
      yaml.Fail(key, EscapeForTerminal(fmt::format("a circle of includes: {} -> {}",
                                                   fmt::join(way_, " -> "), *path)));
    }
    return Read(*path).criteria;
  }

  // "extended:" may be there without any.
  std::vector<Criterion> ReadOwn(const YamlMap& yaml) const {
    std::vector<Criterion> criteria;
    if (!yaml.IsNull(kOwn)) {
      YamlMap own = yaml.Map(kOwn);
      for (const std::string& name : own.Keys()) {
        criteria.push_back(ReadCriterion(own, name));
      }
    }
    return criteria;
  }

  Criterion ReadCriterion(const YamlMap& yaml, const std::string& name) const {
    if (!yaml.IsMap(name)) {
      yaml.Fail(name, fmt::format("\"{}\" is neither a criterion (a map with content and type) nor "
                                  "!include and a path; is its indentation right?",
                                  EscapeForTerminal(name)));
    }
    YamlMap map = yaml.Map(name);
    map.AllowOnly({"content", "type", "weight", "name_zh", "content_zh"});
    Criterion criterion;
    criterion.name = name;
    criterion.content = TextIn(map, "content");
    if (map.Has("name_zh") || map.Has("content_zh")) {
      criterion.name_zh = TextIn(map, "name_zh");
      criterion.content_zh = TextIn(map, "content_zh");
    }
    criterion.type = ReadType(map);
    criterion.source = fmt::format("{}:{}", way_.back(), yaml.Line(name));
    return criterion;
  }

  static std::string TextIn(const YamlMap& map, const char* key) {
    std::string trimmed(Trim(map.Text(key)));
    if (trimmed.empty()) {
      map.Fail(key, fmt::format("\"{}\" is empty", key));
    }
    return trimmed;
  }

  static CriterionType ReadType(const YamlMap& map) {
    std::string word = map.Text("type");
    const std::vector<std::string>& names = CriterionTypeNames();
    auto found = std::find(names.begin(), names.end(), word);
    if (found == names.end()) {
      map.Fail("type", fmt::format("unknown type \"{}\"{}", EscapeForTerminal(word),
                                   DidYouMean(word, names, "; content, format, style or basic")));
    }
    return static_cast<CriterionType>(found - names.begin());
  }

  const CriteriaFiles& files_;
  std::vector<std::string> way_;  // from the scenario's file to the one that is read
};

}  // namespace

ScenarioFile ReadScenarioFile(const CriteriaFiles& files, const std::string& path) {
  return FileReader(files).Read(path);
}

}  // namespace autoj
