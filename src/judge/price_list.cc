#include "judge/price_list.h"

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/yaml.h"

namespace autoj {
namespace {

double Dollars(const YamlMap& price, const std::string& key) {
  std::string text = price.Text(key);
  char* end = nullptr;
  double dollars = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !std::isfinite(dollars) || dollars < 0) {
    price.Fail(key, fmt::format("\"{}\" must be dollars per million tokens, found \"{}\"", key,
                                EscapeForTerminal(text)));
  }
  return dollars;
}

}  // namespace

PriceList::PriceList(const std::string& path) : source_(EscapeForTerminal(path)) {
  YamlMap file = YamlMap::Parse(ReadFile(path, "--prices takes a .yaml file"), source_);
  for (const std::string& model : file.Keys()) {
    YamlMap given = file.Map(model);
    given.AllowOnly({"prompt", "cached", "completion"});
    Price price;
    price.prompt = Dollars(given, "prompt");
    price.cached = given.Has("cached") ? Dollars(given, "cached") : price.prompt;
    price.completion = Dollars(given, "completion");
    prices_[model] = price;
  }
}

std::optional<Price> PriceList::Find(const std::string& model) const {
  auto found = prices_.find(model);
  return found == prices_.end() ? std::nullopt : std::optional<Price>(found->second);
}

std::string PriceList::Missing(const std::string& model) const {
  std::string names;
  for (const auto& entry : prices_) {
    names += (names.empty() ? "" : ", ") + EscapeForTerminal(entry.first);
  }
  return fmt::format("{} has no price for model \"{}\"; it has {}", source_,
                     EscapeForTerminal(model), names.empty() ? "none" : names);
}

}  // namespace autoj
