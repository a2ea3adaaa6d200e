#include "base/yaml.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {

struct YamlMap::Node {
  YAML::Node map;
  std::string source;
};

namespace {

[[noreturn]] void FailAt(const std::string& source, const YAML::Mark& mark,
                         const std::string& what) {
  throw Error(ErrorKind::kInput, fmt::format("{}:{}: {}", source, mark.line + 1, what));
}

}  // namespace

YamlMap::YamlMap(std::unique_ptr<Node> node) : node_(std::move(node)) {}
YamlMap::YamlMap(YamlMap&&) noexcept = default;
YamlMap::~YamlMap() = default;

YamlMap YamlMap::Parse(std::string_view text, const std::string& source) {
  if (FindInvalidUtf8(text) != std::string_view::npos) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: invalid UTF-8; save the file as UTF-8", source));
  }
  try {
    YAML::Node root = YAML::Load(std::string(text));
    if (!root.IsMap()) {
      throw Error(ErrorKind::kInput, fmt::format("{}:1: expected a map of keys", source));
    }
    return YamlMap(std::make_unique<Node>(Node{root, source}));
  } catch (const YAML::Exception& e) {
    FailAt(source, e.mark, fmt::format("not valid YAML: {}", EscapeForTerminal(e.msg)));
  }
}

bool YamlMap::Has(const std::string& key) const { return node_->map[key].IsDefined(); }

void YamlMap::Fail(const std::string& key, const std::string& what) const {
  YAML::Node value = node_->map[key];
  FailAt(node_->source, value.IsDefined() ? value.Mark() : node_->map.Mark(), what);
}

std::string YamlMap::Text(const std::string& key) const {
  if (!Has(key)) {
    Fail(key, fmt::format("\"{}\" is missing", key));
  }
  YAML::Node value = node_->map[key];
  if (!value.IsScalar()) {
    Fail(key, fmt::format("\"{}\" must be a text", key));
  }
  return value.Scalar();
}

std::vector<std::string> YamlMap::List(const std::string& key) const {
  std::vector<std::string> texts;
  if (!Has(key)) {
    return texts;
  }
  YAML::Node value = node_->map[key];
  if (!value.IsSequence()) {
    Fail(key, fmt::format("\"{}\" must be a list", key));
  }
  for (const YAML::Node& entry : value) {
    if (!entry.IsScalar()) {
      Fail(key, fmt::format("\"{}\" must hold texts only", key));
    }
    texts.push_back(entry.Scalar());
  }
  return texts;
}

std::vector<double> YamlMap::Numbers(const std::string& key) const {
  if (!Has(key)) {
    Fail(key, fmt::format("\"{}\" is missing", key));
  }
  try {
    return node_->map[key].as<std::vector<double>>();
  } catch (const YAML::Exception&) {
    Fail(key, fmt::format("\"{}\" must be a list of numbers", key));
  }
}

YamlMap YamlMap::Map(const std::string& key) const {
  if (!Has(key) || !node_->map[key].IsMap()) {
    Fail(key, fmt::format("\"{}\" must be a map", key));
  }
  return YamlMap(std::make_unique<Node>(Node{node_->map[key], node_->source}));
}

void YamlMap::AllowOnly(const std::vector<std::string>& known) const {
  for (const auto& entry : node_->map) {
    std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      std::string nearest = NearestWord(key, known);
      FailAt(node_->source, entry.first.Mark(),
             fmt::format("unknown key \"{}\"{}", EscapeForTerminal(key),
                         nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest)));
    }
  }
}

}  // namespace autoj
