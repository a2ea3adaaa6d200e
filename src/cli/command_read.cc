#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "autoj/run.h"
#include "base/json_lines.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json_output.h"
#include "cli/skipped_lines.h"
#include "dataset/id_book.h"
#include "dataset/record.h"
#include "judge/combine.h"
#include "judge/question.h"
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

std::string TextAt(const json& record, const std::string& path, const std::string& where) {
  std::optional<std::string> text = FindTextAt(record, path);
  if (!text) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: no text at \"{}\"; --field names the field that holds it", where,
                            EscapeForTerminal(path)));
  }
  return *text;
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

// The verdicts of one call: their lines, and how many there are of each kind.
class Verdicts {
 public:
  void Add(const std::string& id, const Verdict& verdict) {
    ++counts_[OutcomeName(verdict.outcome)];
    all_decided_ = all_decided_ && IsVerdict(verdict.outcome);
    lines_ += VerdictRecord(id, verdict).dump() + "\n";
  }

  // Gives the exit code.
  int Write(std::ostream& out, std::ostream& err) const {
    WriteJson(out, lines_);
    for (const auto& [outcome, count] : counts_) {
      err << fmt::format("{:>8} {}\n", count, outcome);
    }
    return all_decided_ ? 0 : 1;
  }

 private:
  std::map<std::string, size_t> counts_;
  std::string lines_;
  bool all_decided_ = true;
};

// The protocol in the language of a text, or in the one that was asked for.
class Rules {
 public:
  explicit Rules(const ReadOptions& options) : options_(options) {}

  const Protocol& In(const std::string& detected) {
    const std::string& language = options_.language == "auto" ? detected : options_.language;
    auto known = known_.find(language);
    if (known == known_.end()) {
      known = known_.emplace(language, LoadProtocol(options_.protocol, language)).first;
    }
    return known->second;
  }

 private:
  const ReadOptions& options_;
  std::map<std::string, Protocol> known_;
};

int ReadTexts(const ReadOptions& options, std::ostream& out, std::ostream& err) {
  if (options.field.empty()) {
    throw Error(ErrorKind::kUsage, "--field is needed: the field of a line that holds its text");
  }
  Rules rules(options);
  Verdicts verdicts;
  IdBook ids;
  std::string name = InputName(options.input);
  SkippedLines skipped(err);
  auto read = [&](const JsonLine& at, json&& record) {
    std::string where = fmt::format("{}:{}", name, at.line);
    std::string text = TextAt(record, options.field, where);
    std::string id = ids.Add(record, at, where);
    verdicts.Add(id, ReadVerdict(rules.In(DetectLanguage(text)).verdict, text));
  };
  ReadJsonLinesFile(options.input, read, skipped.Sink(options.skip_bad));
  int code = verdicts.Write(out, err);
  if (skipped.count() > 0) {
    err << fmt::format("{:>8} line(s) skipped\n", skipped.count());
    code = 1;
  }
  return code;
}

// The texts of a run by another rule; what was not written stays what it was.
int ReadRun(const ReadOptions& options, std::ostream& out, std::ostream& err) {
  Rules rules(options);
  Verdicts verdicts;
  RunReader reader(options.input);
  size_t unfinished = reader.ForEach([&](const Item&, ItemJudgment item) {
    const Protocol& protocol = rules.In(item.language);
    bool pairwise = item.kind == ItemKind::kPair;
    if (pairwise != (protocol.kind == ProtocolKind::kPairwise)) {
      throw Error(ErrorKind::kInput,
                  fmt::format("item \"{}\" of the run was judged {}, which {} cannot read",
                              EscapeForTerminal(item.id), pairwise ? "as a pair" : "by itself",
                              EscapeForTerminal(protocol.name)));
    }
    std::vector<Judgment> judgments = std::move(item.judgments);
    for (Judgment& judgment : judgments) {
      judgment.probabilities.clear();
      if (judgment.finish == Finish::kStop || judgment.finish == Finish::kLength) {
        judgment.verdict = ReadAnswer(protocol, judgment.order, judgment.text, judgment.finish,
                                      judgment.completion_tokens);
      }
    }
    ItemJudgment again;
    Combine(pairwise, std::move(judgments), &again);
    verdicts.Add(item.id, again.verdict);
  });
  int code = verdicts.Write(out, err);
  if (unfinished > 0) {
    err << fmt::format("{:>8} item(s) not judged yet\n", unfinished);
    code = 1;
  }
  return code;
}

int Read(const ReadOptions& options, std::ostream& out, std::ostream& err) {
  std::error_code ignored;
  bool run = options.input != "-" && std::filesystem::is_directory(options.input, ignored);
  return run ? ReadRun(options, out, err) : ReadTexts(options, out, err);
}

}  // namespace

CommandBody AddRead(CLI::App& program) {
  auto options = std::make_shared<ReadOptions>();
  CLI::App* command =
      program.add_subcommand("read", "Read the verdicts of existing texts; needs no model");
  command
      ->add_option("input", options->input,
                   "JSON lines, - for standard input, or the folder of a run")
      ->required();
  command->add_option("--field", options->field,
                      "The field of a line that holds the text; dots go deeper");
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
