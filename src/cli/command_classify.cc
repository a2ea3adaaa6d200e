#include <cmath>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/engine.h"
#include "autoj/error.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/distinct_paths.h"
#include "cli/engine_flags.h"
#include "cli/json_output.h"
#include "cli/record_output.h"
#include "cli/skipped_lines.h"
#include "dataset/query_rows.h"
#include "report/classified_query.h"
#include "report/validation_report.h"
#include "scenario/classifier.h"
#include "scenario/query_states.h"
#include "scenario/scenario_class.h"
#include "scenario/state_cache.h"
#include "study/classifier_training.h"
#include "study/classifier_validation.h"

namespace autoj {
namespace {

using nlohmann::ordered_json;

struct ClassifyOptions {
  std::string input;
  std::string classifier = "lexical";
  std::string weights;
  std::string output;
  std::string train;
  std::string cross_validate;
  std::string beside;
  std::string states;
  std::vector<int> layers = {8, 12, 16, 20, 24, 28};
  bool json = false;
  bool skip_bad = false;
  ClassifierTrainingOptions training;
  EngineOptions engine;
};

// Where data goes: a file that is there as a whole or not at all, or standard output.
class DataSink {
 public:
  DataSink(const std::string& path, std::ostream& out) : out_(out) {
    if (!path.empty()) {
      file_.emplace(path);
    }
  }
  void Write(const std::string& json) {
    if (file_) {
      file_->Write(json);
    } else {
      WriteJson(out_, json);
    }
  }
  void Commit() {
    if (file_) {
      file_->Commit();
    }
  }

 private:
  std::ostream& out_;
  std::optional<FileWriter> file_;
};

// A classifier and the engine that it may need.
struct Means {
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Classifier> classifier;
};

std::unique_ptr<Engine> MakeToldEngine(const ClassifyOptions& options, std::ostream& err) {
  EngineOptions engine = options.engine;
  engine.on_step =
      engine.on_warning = [&err](const std::string& what) { err << "autoj: " << what << "\n"; };
  return MakeEngine(engine);
}

Means MakeMeans(const ClassifyOptions& options, std::ostream& err) {
  Means means;
  if (options.classifier == "lexical") {
    means.classifier = MakeLexicalClassifier(options.weights);
    return means;
  }
  means.engine = MakeToldEngine(options, err);
  if (options.classifier == "embedded") {
    means.classifier = MakeEmbeddedClassifier(*means.engine, options.weights);
  } else {
    means.classifier = MakePromptedClassifier(
        *means.engine, [&err](const std::string& what) { err << "autoj: " << what << "\n"; });
  }
  return means;
}

// Classifies rows some hundreds at a time: memory stays bounded, and an engine has enough to do.
class RowClassifier {
 public:
  RowClassifier(Classifier& classifier, DataSink& sink) : classifier_(classifier), sink_(sink) {}

  void Add(QueryRow row) {
    constexpr size_t kAtOnce = 256;
    rows_.push_back(std::move(row));
    if (rows_.size() == kAtOnce) {
      Flush();
    }
  }

  void Flush() {
    std::vector<std::string> queries;
    for (const QueryRow& row : rows_) {
      queries.push_back(row.query);
    }
    std::vector<Classification> results = classifier_.ClassifyAll(queries);
    for (size_t i = 0; i < rows_.size(); ++i) {
      sink_.Write(ClassifiedQueryToJson(rows_[i].id, results[i]).dump() + "\n");
      ++done_;
      unsure_ += IsUnsure(results[i]) ? 1 : 0;
      without_ += results[i].guesses.empty() ? 1 : 0;
    }
    rows_.clear();
  }

  std::string Summary() const {
    double threshold = classifier_.UnsureBelow();
    std::string unsure = std::isnan(threshold)
                             ? "not trained: none is called unsure"
                             : fmt::format("{} unsure (below {:.2f})", unsure_, threshold);
    return fmt::format("{} queries classified by {}: {}, {} without an answer", done_,
                       classifier_.Identity(), unsure, without_);
  }
  bool HasAllAnswers() const { return without_ == 0; }

 private:
  bool IsUnsure(const Classification& result) const {
    return !result.guesses.empty() &&
           result.guesses.front().probability < classifier_.UnsureBelow();
  }

  Classifier& classifier_;
  DataSink& sink_;
  std::vector<QueryRow> rows_;
  size_t done_ = 0;
  size_t unsure_ = 0;
  size_t without_ = 0;
};

void CheckPaths(const ClassifyOptions& options) {
  std::vector<NamedPath> inputs = EngineFiles(options.engine);
  inputs.insert(inputs.end(), {{"the input", options.input},
                               {"--train", options.train},
                               {"--cross-validate", options.cross_validate},
                               {"--beside", options.beside},
                               {"--weights", options.weights}});
  CheckDistinct(inputs, {{"--output", options.output}, {"--states", options.states}});
}

// Flags that only learning heeds.
void CheckClassifying(const CLI::App& command) {
  for (const char* flag : {"--json", "--beside", "--folds", "--seed", "--states", "--layers"}) {
    if (command.count(flag) > 0) {
      throw Error(ErrorKind::kUsage,
                  fmt::format("{} goes with --train or --cross-validate; leave it out", flag));
    }
  }
}

int Classify(const ClassifyOptions& options, std::ostream& out, std::ostream& err) {
  DataSink sink(options.output, out);
  Means means = MakeMeans(options, err);
  SkippedLines skipped(err);
  RowClassifier rows(*means.classifier, sink);
  ReadQueryRows(
      options.input, [&](QueryRow row) { rows.Add(std::move(row)); },
      skipped.Sink(options.skip_bad));
  rows.Flush();
  sink.Commit();
  err << "autoj: " << rows.Summary() << "\n";
  return skipped.count() == 0 && rows.HasAllAnswers() ? 0 : 1;
}

std::vector<LabelledQuery> ReadLabelled(const std::string& path) {
  std::vector<LabelledQuery> labelled;
  ReadQueryRows(path, [&](QueryRow row) {
    if (!row.category) {
      throw Error(
          ErrorKind::kInput,
          fmt::format("{}: no \"category\" (or \"scenario\"): a row to learn from needs one",
                      row.line));
    }
    std::optional<std::string> label = FindScenarioClass(*row.category);
    if (!label) {
      throw Error(
          ErrorKind::kInput,
          fmt::format("{}: unknown category \"{}\"{}", row.line, EscapeForTerminal(*row.category),
                      DidYouMean(*row.category, AllScenarioClasses(),
                                 "; `autoj criteria list` names the scenarios")));
    }
    labelled.push_back({std::move(row.query), *std::move(label)});
  });
  return labelled;
}

void AddStates(const ClassifyOptions& options, std::ostream& err, TrainingSet* set) {
  std::unique_ptr<Engine> engine = MakeToldEngine(options, err);
  set->state_model = engine->Info().identity;
  set->state_layers = options.layers;
  StateCache cache(options.states,
                   fmt::format("{} {}", set->state_model, fmt::join(options.layers, " ")));
  for (size_t i = 0; i < set->queries.size(); ++i) {
    const std::string& query = set->queries[i];
    if (cache.Find(query) == nullptr) {
      cache.Put(query, ReadQueryStates(*engine, query, options.layers));
    }
    const Eigen::VectorXf& states = *cache.Find(query);
    set->states.conservativeResize(states.size(), static_cast<Eigen::Index>(set->queries.size()));
    set->states.col(static_cast<Eigen::Index>(i)) = states;
    if ((i + 1) % 100 == 0) {
      err << fmt::format("autoj: the model has read {} of {} queries\n", i + 1,
                         set->queries.size());
    }
  }
}

// --train and --cross-validate: both begin with what classifiers say of rows they have not seen.
int Learn(const ClassifyOptions& options, std::ostream& out, std::ostream& err) {
  bool trains = !options.train.empty();
  if (trains && options.output.empty()) {
    throw Error(ErrorKind::kUsage, "--train needs --output: the file for the weights");
  }
  if (options.classifier == "llm") {
    throw Error(ErrorKind::kUsage,
                "--classifier llm is not trained; use lexical or embedded with --train");
  }
  if (trains) {
    CheckWritable(options.output);
  }
  std::vector<LabelledQuery> beside;
  if (!options.beside.empty()) {
    beside = ReadLabelled(options.beside);
  }
  TrainingSet set =
      MakeTrainingSet(ReadLabelled(trains ? options.train : options.cross_validate), beside);
  if (options.classifier == "embedded") {
    AddStates(options, err, &set);
  }
  ClassifierTrainingOptions training = options.training;
  training.on_step = [&err](const std::string& what) { err << "autoj: " << what << "\n"; };
  OutOfFoldScores unseen = ScoreOutOfFold(set, training);
  if (trains) {
    ClassifierWeights weights = TrainClassifier(set, unseen, training);
    WriteFileAtomically(options.output, RenderClassifierWeights(weights));
    err << fmt::format("autoj: {} rows of {} classes; unsure below {:.2f}; written to {}\n",
                       set.queries.size(), set.classes.size(), weights.unsure_below,
                       EscapeForTerminal(options.output));
    return 0;
  }
  ClassifierValidation validation = ValidateClassifier(set, unseen, training);
  if (options.json) {
    WriteJson(out, ValidationToJson(validation).dump() + "\n");
  } else {
    out << RenderValidation(validation, TerminalWidth());
  }
  return 0;
}

void AddLearningFlags(CLI::App* command, ClassifyOptions* options) {
  CLI::Option* train = command->add_option(
      "--train", options->train, "Learn from these labelled rows; writes the weights to --output");
  command
      ->add_option("--cross-validate", options->cross_validate,
                   "Say how good a classifier of these labelled rows is on rows it has not seen")
      ->excludes(train);
  command->add_option("--beside", options->beside,
                      "Labelled rows to learn from as well, by which nothing is measured");
  command->add_option("--folds", options->training.folds, "Of cross-validation")
      ->check(CLI::Range(2, 100));
  command->add_option("--seed", options->training.seed, "Of the folds");
  command->add_option("--states", options->states,
                      "A file that keeps the model's states between two trainings");
  command
      ->add_option("--layers", options->layers, "Of the model, for embedded: commas between them")
      ->delimiter(',');
}

}  // namespace

CommandBody AddClassify(CLI::App& program) {
  auto options = std::make_shared<ClassifyOptions>();
  CLI::App* command = program.add_subcommand(
      "classify",
      "Say which scenario each query belongs to (docs/classifier.md). No row of the reference's is "
      "of post_summarization: the shipped classifiers hardly ever answer it in English");
  command->add_option("input", options->input,
                      "Items, or rows with an instruction (JSON lines), or - for standard input");
  command
      ->add_option("--classifier", options->classifier,
                   "lexical (no model), embedded (with the states of a local model) or llm (asks "
                   "the model)")
      ->check(CLI::IsMember({"lexical", "embedded", "llm"}));
  command->add_option("--weights", options->weights, "A file of --train; default: the shipped one");
  command->add_option("--output", options->output, "Default: standard output");
  command->add_flag("--json", options->json, "What --cross-validate finds, as one JSON object");
  command->add_flag("--skip-bad", options->skip_bad,
                    "Leave out lines with an error, and count them");
  AddLearningFlags(command, options.get());
  AddEngineFlags(command, &options->engine);
  return [options, command](std::ostream& out, std::ostream& err) {
    bool learns = !options->train.empty() || !options->cross_validate.empty();
    if (learns != options->input.empty()) {
      throw Error(ErrorKind::kUsage,
                  "give one of an input, --train ROWS and --cross-validate ROWS");
    }
    if (!learns) {
      CheckClassifying(*command);
    }
    CheckPaths(*options);
    return learns ? Learn(*options, out, err) : Classify(*options, out, err);
  };
}

}  // namespace autoj
