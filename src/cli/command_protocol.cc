#include <algorithm>
#include <memory>
#include <ostream>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/text.h"
#include "cli/commands.h"
#include "protocol/protocol.h"

namespace autoj {
namespace {

struct ProtocolOptions {
  CLI::App* list = nullptr;
  CLI::App* show = nullptr;
  std::string name;
  std::string language = "en";
  std::vector<std::string> files;
  bool json = false;
};

const char* KindName(ProtocolKind kind) {
  return kind == ProtocolKind::kPairwise ? "pairwise" : "single";
}

void AddFields(const std::optional<Template>& text, std::vector<std::string>* fields) {
  std::vector<std::string> more = text ? text->Fields() : std::vector<std::string>();
  fields->insert(fields->end(), more.begin(), more.end());
}

// What an item must have besides its query and responses; criteria are found where it has none.
std::vector<std::string> NeedsOf(const Protocol& protocol) {
  std::vector<std::string> fields = protocol.prompt.Fields();
  AddFields(protocol.system, &fields);
  for (const ProtocolStep& step : protocol.steps) {
    AddFields(step.prompt, &fields);
    AddFields(step.system, &fields);
  }
  std::vector<std::string> needs;
  for (const char* field : {"reference", "rubric"}) {
    if (std::find(fields.begin(), fields.end(), field) != fields.end()) {
      needs.push_back(field);
    }
  }
  if (protocol.compares_feedback) {
    needs.push_back("critiqued");
  }
  return needs;
}

std::vector<std::string> ModesOf(const Protocol& protocol) {
  std::vector<std::string> modes = {"written"};
  if (protocol.decision) {
    modes.push_back("guided");
  }
  if (protocol.scored) {
    modes.push_back("scored");
  }
  return modes;
}

std::string Join(const std::vector<std::string>& words) {
  return words.empty() ? "-" : fmt::format("{}", fmt::join(words, ", "));
}

int List(const ProtocolOptions& options, std::ostream& out) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  std::string table =
      fmt::format("{:<20} {:<9} {:<9} {:<24} {}\n", "name", "kind", "language", "modes", "needs");
  for (const std::string& name : ShippedProtocolNames()) {
    for (const std::string& language : ShippedProtocolLanguages(name)) {
      Protocol protocol = LoadProtocol(name, language);
      all.push_back({{"name", name},
                     {"kind", KindName(protocol.kind)},
                     {"language", language},
                     {"modes", ModesOf(protocol)},
                     {"needs", NeedsOf(protocol)}});
      table += fmt::format("{:<20} {:<9} {:<9} {:<24} {}\n", name, KindName(protocol.kind),
                           language, Join(ModesOf(protocol)), Join(NeedsOf(protocol)));
    }
  }
  out << (options.json ? nlohmann::ordered_json{{"protocols", all}}.dump() + "\n" : table);
  return 0;
}

int Check(const ProtocolOptions& options, std::ostream& out) {
  for (const std::string& file : options.files) {
    Protocol protocol = LoadProtocolFile(file);
    out << fmt::format("{}: good: \"{}\", {}, {}; modes: {}; items also need: {}\n",
                       EscapeForTerminal(file), EscapeForTerminal(protocol.name),
                       KindName(protocol.kind), protocol.language, Join(ModesOf(protocol)),
                       Join(NeedsOf(protocol)));
  }
  return 0;
}

}  // namespace

CommandBody AddProtocol(CLI::App& program) {
  auto options = std::make_shared<ProtocolOptions>();
  CLI::App* command =
      program.add_subcommand("protocol", "List, show and check protocols; needs no model");
  command->require_subcommand(1);
  options->list = command->add_subcommand("list", "The shipped protocols");
  options->list->add_flag("--json", options->json, "One JSON object instead of a table");
  options->show = command->add_subcommand("show", "The text of a protocol, to copy and change");
  options->show->add_option("name", options->name, "A shipped name or a .yaml file")->required();
  options->show->add_option("--language", options->language, "en or zh")
      ->check(CLI::IsMember({"en", "zh"}));
  CLI::App* check = command->add_subcommand("check", "Read protocol files and say what is wrong");
  check->add_option("files", options->files, "Protocol files")->required();
  return [options](std::ostream& out, std::ostream&) {
    if (options->list->parsed()) {
      return List(*options, out);
    }
    if (options->show->parsed()) {
      out << LoadProtocol(options->name, options->language).text;
      return 0;
    }
    return Check(*options, out);
  };
}

}  // namespace autoj
