#include "dataset/scored_outputs.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_lines.h"
#include "base/text.h"
#include "dataset/id_book.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

// One base model of a line, as it is read.
class Reader {
 public:
  Reader(const json& record, ScoredOutputs* read)
      : record_(record),
        read_(*read),
        what_(fmt::format("base model \"{}\"", EscapeForTerminal(read->base_model))) {}

  void Read() {
    if (!record_.is_object()) {
      Fail("must be an object with \"outputs\" and \"scores\"");
    }
    ReadOutputs();
    const json& scores = Get("scores");
    if (!scores.is_object() || scores.empty()) {
      Fail("\"scores\" must be an object of lists, one a judge");
    }
    read_.scores = ByJudge("scores", scores);
    auto logprobs = record_.find("logprobs");
    if (logprobs == record_.end() || logprobs->is_null()) {
      return;
    }
    if (logprobs->is_object()) {
      read_.logprobs = ByJudge("logprobs", *logprobs);
    } else {
      read_.logprobs[""] = Numbers("logprobs", *logprobs);
    }
  }

 private:
  [[noreturn]] void Fail(const std::string& what) const {
    FailRecord(read_.where, fmt::format("{}: {}", what_, what));
  }

  const json& Get(const char* key) const {
    auto found = record_.find(key);
    if (found == record_.end()) {
      Fail(fmt::format("\"{}\" is missing", key));
    }
    return *found;
  }

  void ReadOutputs() {
    const json& outputs = Get("outputs");
    if (!outputs.is_array() || outputs.size() < 2) {
      Fail("\"outputs\" must be a list of at least two texts: there is nothing to select from");
    }
    for (const json& output : outputs) {
      if (!output.is_string()) {
        Fail(fmt::format("\"outputs\" must hold texts, found {}", output.type_name()));
      }
    }
    read_.outputs = outputs.size();
  }

  std::map<std::string, Scores> ByJudge(const std::string& name, const json& lists) const {
    std::map<std::string, Scores> read;
    for (const auto& [judge, list] : lists.items()) {
      read[judge] = Numbers(fmt::format("{}\" of \"{}", name, EscapeForTerminal(judge)), list);
    }
    return read;
  }

  Scores Numbers(const std::string& name, const json& list) const {
    if (!list.is_array()) {
      Fail(fmt::format("\"{}\" must be a list of numbers, found {}", name, list.type_name()));
    }
    if (list.size() != read_.outputs) {
      Fail(fmt::format("\"{}\" has {} numbers, for {} outputs", name, list.size(), read_.outputs));
    }
    Scores numbers;
    for (const json& number : list) {
      if (!number.is_number() && !number.is_null()) {
        Fail(fmt::format("\"{}\" must hold numbers, found {}", name, number.type_name()));
      }
      numbers.push_back(number.is_null() ? std::nullopt : std::optional<double>(number));
    }
    return numbers;
  }

  const json& record_;
  ScoredOutputs& read_;
  std::string what_;
};

}  // namespace

void ReadScoredOutputs(const std::string& path, const std::function<void(ScoredOutputs)>& sink) {
  IdBook ids;
  std::string name = InputName(path);
  ReadJsonLinesFile(path, [&](const JsonLine& at, json&& record) {
    std::string where = fmt::format("{}:{}", name, at.line);
    std::string id = ids.Add(record, at, where);
    std::optional<std::string> prompt = FindEither(record, {"prompt", "query"}, where);
    auto models = record.find("outputs");
    if (!prompt) {
      FailRecord(where, "no \"prompt\"");
    }
    if (models == record.end() || !models->is_object() || models->empty()) {
      FailRecord(where, "\"outputs\" must be an object with at least one base model");
    }
    for (const auto& [base_model, outputs] : models->items()) {
      ScoredOutputs read{where, id, *prompt, base_model, 0, {}, {}};
      Reader(outputs, &read).Read();
      sink(std::move(read));
    }
  });
}

}  // namespace autoj
