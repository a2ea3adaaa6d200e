#include <memory>
#include <optional>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/engine.h"
#include "autoj/error.h"
#include "cli/commands.h"
#include "cli/criteria_flags.h"
#include "cli/json_output.h"
#include "cli/skipped_lines.h"
#include "dataset/items.h"
#include "judge/criteria_finder.h"
#include "judge/protocol_shelf.h"
#include "judge/question.h"
#include "judge/step_chain.h"

namespace autoj {
namespace {

struct RenderOptions {
  std::string input;
  std::string protocol;  // empty: by the item's shape
  std::string language = "auto";
  JudgeOptions criteria;  // these alone of it
  std::string orders = "both";
  std::string form = "full";
  std::string wrapper;               // empty: the protocol's own
  std::optional<std::string> model;  // for the wrapper "chat"; empty: the default one
  bool skip_bad = false;
};

// Renders items as the judge would show them; protocols and chat frames are read once.
class Renderer {
 public:
  explicit Renderer(const RenderOptions& options)
      : options_(options), shelf_(options.protocol, options.language), criteria_(options.criteria) {
    if (!options.wrapper.empty()) {
      wrapper_ = ParseWrapper(options.wrapper);
    }
    manner_.mode = options.form == "scored" ? Mode::kScored : Mode::kWritten;
    if (wrapper_ == Wrapper::kChat && !options.model) {
      FailWithoutModel();
    }
    if (options.model) {
      EngineOptions which;
      which.model = *options.model;
      std::unique_ptr<Engine> engine = MakeEngine(which);
      if (wrapper_ == Wrapper::kChat) {
        manner_.frame = engine->Chat(false);
        manner_.frame_with_system = engine->Chat(true);
      }
    }
  }

  // The lines of one item.
  std::string Render(const Item& item) {
    const Protocol& protocol = shelf_.For(item);
    CheckMode(protocol, manner_.mode);
    manner_.wrapper = wrapper_.value_or(protocol.wrapper);
    if (manner_.wrapper == Wrapper::kChat && !options_.model) {
      FailWithoutModel();
    }
    std::optional<FoundCriteria> criteria =
        criteria_.Find(item, protocol.language, ShowsCriteria(protocol, FormOf(manner_.mode)));
    std::string lines;
    for (Question& question : ListQuestions(item, protocol, options_.orders == "both")) {
      question.criteria = criteria;
      for (const ProtocolStep& step : protocol.steps) {
        question.texts[step.name] = "{" + step.name + "}";  // not written yet
      }
      for (const Question& one : ListChain(question)) {
        lines += RenderOne(one);
      }
    }
    return lines;
  }

 private:
  std::string RenderOne(const Question& question) const {
    nlohmann::ordered_json record = {{"id", question.item->id},
                                     {"order", OrderName(question.order)}};
    bool single = question.protocol->kind == ProtocolKind::kSingle;
    if (single && question.item->responses.size() > 1) {
      record["response"] = question.response;
    }
    if (question.step > 0) {
      record["step"] = question.protocol->steps[static_cast<size_t>(question.step) - 1].name;
    }
    record["prompt"] = FullPrompt(question, manner_).Text();
    return record.dump() + "\n";
  }

  [[noreturn]] static void FailWithoutModel() {
    throw Error(ErrorKind::kUsage,
                "the wrapper \"chat\" needs --model: the chat template is the model's own");
  }

  const RenderOptions& options_;
  ProtocolShelf shelf_;
  CriteriaFinder criteria_;
  Manner manner_;
  std::optional<Wrapper> wrapper_;
};

// Everything is rendered before the first line is written: an input with an error gives no half
// output.
int Render(const RenderOptions& options, std::ostream& out, std::ostream& err) {
  Renderer renderer(options);
  SkippedLines skipped(err);
  SkipBad skip = skipped.Sink(options.skip_bad);
  std::string lines;
  auto render = [&](const Item& item) {
    try {
      lines += renderer.Render(item);
    } catch (const Error& e) {
      if (!skip || e.kind() != ErrorKind::kInput) {
        throw;
      }
      skip(e.what());
    }
  };
  ReadItems(options.input, render, skip);
  if (skipped.count() > 0) {
    err << fmt::format("autoj: {} line(s) skipped\n", skipped.count());
  }
  WriteJson(out, lines);
  return skipped.count() == 0 ? 0 : 1;
}

}  // namespace

CommandBody AddRender(CLI::App& program) {
  auto options = std::make_shared<RenderOptions>();
  CLI::App* command =
      program.add_subcommand("render", "Write the exact prompts of an input; needs no model");
  command->add_option("input", options->input, "JSON lines, or - for standard input")->required();
  command->add_option("--protocol", options->protocol,
                      "A shipped protocol's name or a .yaml file; default: by the item's shape");
  command->add_option("--language", options->language, "en, zh or auto (by the query)")
      ->check(CLI::IsMember({"en", "zh", "auto"}));
  command->add_option("--orders", options->orders, "both or given (pairs)")
      ->check(CLI::IsMember({"both", "given"}));
  command
      ->add_option("--wrapper", options->wrapper,
                   "autoj ([INST]), chat (the model's own) or none; default: the protocol's own")
      ->check(CLI::IsMember({"autoj", "chat", "none"}));
  command
      ->add_option("--form", options->form,
                   "full, or scored: what --mode scored asks, its begun answer included")
      ->check(CLI::IsMember({"full", "scored"}));
  AddCriteriaFlags(command, &options->criteria);
  command->add_option("--model", options->model, "A .gguf file or \"default\", for --wrapper chat");
  command->add_flag("--skip-bad", options->skip_bad,
                    "Leave out lines with an error, and count them");
  return [options](std::ostream& out, std::ostream& err) { return Render(*options, out, err); };
}

}  // namespace autoj
