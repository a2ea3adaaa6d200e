#include "base/yaml.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {

struct YamlMap::Node {
  YAML::Node map;
  std::string source;

  // Of a non-const node, operator[] would insert the key.
  YAML::Node Find(const std::string& key) const { return map[key]; }
};

namespace {

[[noreturn]] void FailAt(const std::string& source, const YAML::Mark& mark,
                         const std::string& what) {
  throw Error(ErrorKind::kInput, fmt::format("{}:{}: {}", source, mark.line + 1, what));
}

// Knows only where a document begins.
class DocumentStart : public YAML::EventHandler {
 public:
  const YAML::Mark& mark() const { return mark_; }

  void OnDocumentStart(const YAML::Mark& mark) override { mark_ = mark; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  YAML::Mark mark_;
};

// YAML::Load gives the first document and drops what follows in silence, behind a stray bracket
// for example; YAML::LoadAll never ends on some broken files.
void CheckOneDocument(std::string_view text, const std::string& source) {
  std::istringstream in{std::string(text)};
  YAML::Parser parser(in);
  DocumentStart document;
  if (parser.HandleNextDocument(document) && parser.HandleNextDocument(document)) {
    FailAt(source, document.mark(), "the file ends here for a YAML reader, but more text follows");
  }
}

void CheckKeys(const YAML::Node& map, const std::string& source) {
  std::set<std::string> keys;
  for (const auto& entry : map) {
    if (!entry.first.IsScalar()) {
      FailAt(source, entry.first.Mark(), "a key must be a text");
    }
    if (!keys.insert(entry.first.Scalar()).second) {
      FailAt(source, entry.first.Mark(),
             fmt::format("\"{}\" is given twice", EscapeForTerminal(entry.first.Scalar())));
    }
  }
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
  YAML::Node root;
  try {
    CheckOneDocument(text, source);
    root = YAML::Load(std::string(text));
  } catch (const YAML::Exception& e) {
    FailAt(source, e.mark, fmt::format("not valid YAML: {}", EscapeForTerminal(e.msg)));
  }
  if (!root.IsMap()) {
    throw Error(ErrorKind::kInput, fmt::format("{}:1: expected a map of keys", source));
  }
  CheckKeys(root, source);
  return YamlMap(std::make_unique<Node>(Node{root, source}));
}

std::vector<std::string> YamlMap::Keys() const {
  std::vector<std::string> keys;
  for (const auto& entry : node_->map) {
    keys.push_back(entry.first.Scalar());
  }
  return keys;
}

bool YamlMap::Has(const std::string& key) const { return node_->Find(key).IsDefined(); }

void YamlMap::Fail(const std::string& key, const std::string& what) const {
  YAML::Node value = node_->Find(key);
  FailAt(node_->source, value.IsDefined() ? value.Mark() : node_->map.Mark(), what);
}

std::string YamlMap::Text(const std::string& key) const {
  if (!Has(key)) {
    Fail(key, fmt::format("\"{}\" is missing", key));
  }
  YAML::Node value = node_->Find(key);
  if (!value.IsScalar()) {
    Fail(key, fmt::format("\"{}\" must be a text", key));
  }
  return value.Scalar();
}

std::optional<std::string> YamlMap::FindText(const std::string& key) const {
  return Has(key) ? std::optional<std::string>(Text(key)) : std::nullopt;
}

std::optional<std::string> YamlMap::FindInclude(const std::string& key) const {
  YAML::Node value = node_->Find(key);
  bool is_include = value.IsDefined() && value.IsScalar() && value.Tag() == "!include";
  return is_include ? std::optional<std::string>(value.Scalar()) : std::nullopt;
}

bool YamlMap::IsMap(const std::string& key) const { return Has(key) && node_->Find(key).IsMap(); }

bool YamlMap::IsNull(const std::string& key) const { return Has(key) && node_->Find(key).IsNull(); }

int YamlMap::Line(const std::string& key) const {
  for (const auto& entry : node_->map) {
    if (entry.first.Scalar() == key) {
      return entry.first.Mark().line + 1;
    }
  }
  return node_->map.Mark().line + 1;
}

std::vector<std::string> YamlMap::List(const std::string& key) const {
  std::vector<std::string> texts;
  if (!Has(key)) {
    return texts;
  }
  YAML::Node value = node_->Find(key);
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
    return node_->Find(key).as<std::vector<double>>();
  } catch (const YAML::Exception&) {
    Fail(key, fmt::format("\"{}\" must be a list of numbers", key));
  }
}

YamlMap YamlMap::Map(const std::string& key) const {
  if (!Has(key) || !node_->Find(key).IsMap()) {
    Fail(key, fmt::format("\"{}\" must be a map", key));
  }
  YAML::Node map = node_->Find(key);
  CheckKeys(map, node_->source);
  return YamlMap(std::make_unique<Node>(Node{map, node_->source}));
}

void YamlMap::AllowOnly(const std::vector<std::string>& known) const {
  for (const auto& entry : node_->map) {
    std::string key = entry.first.Scalar();
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      FailAt(
          node_->source, entry.first.Mark(),
          fmt::format("unknown key \"{}\"{}", EscapeForTerminal(key), DidYouMean(key, known, "")));
    }
  }
}

bool IsYamlFile(std::string_view word) {
  constexpr std::string_view kEnd = ".yaml";
  return word.find('/') != std::string_view::npos ||
         (word.size() > kEnd.size() && word.ends_with(kEnd));
}

}  // namespace autoj
