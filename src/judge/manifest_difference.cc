#include "judge/manifest_difference.h"

#include <map>

#include <fmt/format.h>

#include "base/text.h"

namespace autoj {
namespace {

using Pairs = std::map<std::string, std::string>;

std::string ValueOf(const Pairs& settings, const std::string& name) {
  auto found = settings.find(name);
  return found == settings.end() ? "no such setting" : EscapeForTerminal(found->second);
}

bool IsSame(const Pairs& before, const Pairs& now, const std::string& name) {
  auto was = before.find(name);
  auto is = now.find(name);
  return was != before.end() && is != now.end() && was->second == is->second;
}

}  // namespace

std::string DescribeDifferences(const Manifest& before, const Manifest& now,
                                const std::string& before_has, const std::string& now_has) {
  Pairs names = before.settings;
  names.insert(now.settings.begin(), now.settings.end());
  std::string lines;
  for (const auto& [name, ignored] : names) {
    if (!IsSame(before.settings, now.settings, name)) {
      lines += fmt::format("  {}: {} {}, {} {}\n", EscapeForTerminal(name), before_has,
                           ValueOf(before.settings, name), now_has, ValueOf(now.settings, name));
    }
  }
  for (const auto& [name, ignored] : now.protocols) {
    if (before.protocols.count(name) != 0 && !IsSame(before.protocols, now.protocols, name)) {
      lines += fmt::format("  protocol {}: its file has changed since the run was made\n",
                           EscapeForTerminal(name));
    }
  }
  return lines;
}

}  // namespace autoj
