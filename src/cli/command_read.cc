#include <map>
#include <memory>
#include <ostream>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/json_lines.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json_output.h"
#include "cli/skipped_lines.h"
#include "dataset/items.h"
#include "protocol/protocol.h"
#include "report/records.h"

namespace autoj {
namespace {

using nlohmann::json;

struct ReadOptions {
  std::string input;
  std::string field;
  std::string protocol;
  std::string language = "auto";
  bool skip_bad = false;
};

// The text at a dotted path ("critiques.autoj"); a key that itself holds dots wins.
std::string TextAt(const json& record, const std::string& path, const std::string& where) {
  const json* value = record.contains(path) ? &record[path] : &record;
  std::istringstream steps(value == &record ? path : "");
  for (std::string step; value != nullptr && std::getline(steps, step, '.');) {
    auto found = value->is_object() ? value->find(step) : value->end();
    value = value->is_object() && found != value->end() ? &*found : nullptr;
  }
  if (value == nullptr || !value->is_string()) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: no text at \"{}\"; --field names the field that holds it", where,
                            EscapeForTerminal(path)));
  }
  return value->get<std::string>();
}

nlohmann::ordered_json VerdictRecord(const std::string& id, const Verdict& verdict) {
  nlohmann::ordered_json record = {{"id", id},
                                   {"verdict", OutcomeName(verdict.outcome)},
                                   {"rating", RatingToJson(verdict.rating)},
                                   {"reason", nullptr}};
  if (!verdict.reason.empty()) {
    record["reason"] = verdict.reason;
  }
  return record;
}

int Read(const ReadOptions& options, std::ostream& out, std::ostream& err) {
  std::map<std::string, Protocol> by_language;
  std::map<std::string, size_t> counts;
  IdBook ids;
  std::string lines;
  std::string name = InputName(options.input);
  SkippedLines skipped(err);
  auto read = [&](const JsonLine& at, json&& record) {
    std::string where = fmt::format("{}:{}", name, at.line);
    std::string text = TextAt(record, options.field, where);
    std::string id = ids.Add(record, at, where);
    std::string language = options.language == "auto" ? DetectLanguage(text) : options.language;
    auto protocol = by_language.find(language);
    if (protocol == by_language.end()) {
      protocol = by_language.emplace(language, LoadProtocol(options.protocol, language)).first;
    }
    Verdict verdict = ReadVerdict(protocol->second.verdict, text);
    ++counts[OutcomeName(verdict.outcome)];
    lines += VerdictRecord(id, verdict).dump() + "\n";
  };
  ReadJsonLinesFile(options.input, read, skipped.Sink(options.skip_bad));
  WriteJson(out, lines);
  for (const auto& [outcome, count] : counts) {
    err << fmt::format("{:>8} {}\n", count, outcome);
  }
  if (skipped.count() > 0) {
    err << fmt::format("{:>8} line(s) skipped\n", skipped.count());
  }
  return counts.count("unreadable") != 0 || skipped.count() > 0 ? 1 : 0;
}

}  // namespace

CommandBody AddRead(CLI::App& program) {
  auto options = std::make_shared<ReadOptions>();
  CLI::App* command =
      program.add_subcommand("read", "Read the verdicts of existing texts; needs no model");
  command->add_option("input", options->input, "JSON lines, or - for standard input")->required();
  command->add_option("--field", options->field, "The field that holds the text; dots go deeper")
      ->required();
  command
      ->add_option("--protocol", options->protocol,
                   "Whose verdict rule: a shipped name or a .yaml file")
      ->required();
  command->add_option("--language", options->language, "en, zh or auto (by the text)")
      ->check(CLI::IsMember({"en", "zh", "auto"}));
  command->add_flag("--skip-bad", options->skip_bad,
                    "Leave out lines with an error, and count them");
  return [options](std::ostream& out, std::ostream& err) { return Read(*options, out, err); };
}

}  // namespace autoj
