#include "pipeline/test_prompts.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/json_lines.h"
#include "base/text.h"
#include "dataset/record.h"
#include "pipeline/shipped.h"

namespace autoj {
namespace {

constexpr const char* kShipped = "eval-p";

// Calls `take` with the prompt and line of each row.
template <typename Take>
void ReadPrompts(const std::string& path, const Take& take) {
  std::string name = InputName(path);
  ReadJsonLinesFile(path, [&](const JsonLine& at, nlohmann::json&& row) {
    std::string where = fmt::format("{}:{}", name, at.line);
    std::optional<std::string> prompt = FindEither(row, {"query", "prompt"}, where);
    if (!prompt) {
      FailRecord(where, "no \"query\" (or \"prompt\"): a test set holds one a line");
    }
    take(*prompt, at.line);
  });
}

}  // namespace

void TestPrompts::Add(const std::string& set) {
  if (set == kShipped) {
    const ShippedFile& file = ShippedTestPrompts().front();
    AddFingerprints(file.text, std::string(file.name));
  } else if (set.ends_with(".txt")) {
    AddFingerprints(ReadFile(set,
                             "--against takes eval-p, a test set (.jsonl), or fingerprints "
                             "that `autoj data fingerprint` wrote (.txt)"),
                    EscapeForTerminal(set));
  } else {
    AddTestSet(set);
  }
}

void TestPrompts::AddFingerprints(std::string_view text, const std::string& name) {
  sets_.push_back(name);
  for (size_t line = 1; !text.empty(); ++line) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view content = Trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (content.empty() || content.front() == '#') {
      continue;
    }
    size_t first = std::min(content.find(' '), content.size());
    std::optional<Fingerprint> fingerprint = ParseFingerprint(content.substr(0, first));
    std::optional<PromptRuns> runs = ParseRuns(Trim(content.substr(first)));
    if (!fingerprint || !runs) {
      throw Error(ErrorKind::kInput,
                  fmt::format("{}:{}: no fingerprint: `autoj data fingerprint TESTSET` writes them",
                              name, line));
    }
    AddOne(*fingerprint, *runs, line);
  }
}

void TestPrompts::AddTestSet(const std::string& path) {
  sets_.push_back(InputName(path));
  ReadPrompts(path, [&](const std::string& prompt, size_t line) {
    AddOne(MakeFingerprint({prompt}), SampleRuns(prompt), line);
  });
}

void TestPrompts::AddOne(const Fingerprint& fingerprint, const PromptRuns& runs, size_t line) {
  alike_.Add(fingerprint);
  within_.Add(runs);
  places_.push_back({sets_.size() - 1, line});
}

std::optional<std::string> TestPrompts::Find(std::string_view query) const {
  std::optional<size_t> found = alike_.Find(MakeFingerprint({query}));
  if (!found) {
    found = within_.Find(query);
  }
  if (!found) {
    return std::nullopt;
  }
  const Place& place = places_[*found];
  return fmt::format("{}:{}", sets_[place.set], place.line);
}

std::string RenderPrompts(const std::string& test_set) {
  std::set<std::string> lines;
  ReadPrompts(test_set, [&](const std::string& prompt, size_t) {
    std::string line = RenderFingerprint(MakeFingerprint({prompt}));
    PromptRuns runs = SampleRuns(prompt);
    lines.insert(line + (runs.empty() ? "" : " ") + RenderRuns(runs) + "\n");
  });
  std::string text =
      "# Of each prompt its fingerprint and runs (src/pipeline/fingerprint.h, run_index.h).\n";
  for (const std::string& line : lines) {
    text += line;
  }
  return text;
}

}  // namespace autoj
