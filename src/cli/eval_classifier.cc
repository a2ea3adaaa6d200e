#include <memory>
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

#include "cli/bootstrap_flags.h"
#include "cli/eval_commands.h"
#include "cli/json_output.h"
#include "cli/record_output.h"
#include "dataset/class_labels.h"
#include "report/classification_report.h"
#include "study/classifier_evaluation.h"

namespace autoj {
namespace {

struct ClassifierFlags {
  std::string data;
  std::string predictions;
  BootstrapOptions bootstrap;
  bool json = false;
};

int EvalClassifier(const ClassifierFlags& flags, std::ostream& out) {
  ClassificationReport report = EvaluateClassifier(
      ReadClassLabels(flags.data, {"category", "scenario"}),
      ReadClassLabels(flags.predictions, {"output", "scenario", "category"}), flags.bootstrap);
  if (flags.json) {
    WriteJson(out, ClassificationToJson(report).dump() + "\n");
  } else {
    out << RenderClassification(report, TerminalWidth());
  }
  return 0;
}

}  // namespace

CommandBody AddEvalClassifier(CLI::App& eval) {
  auto flags = std::make_shared<ClassifierFlags>();
  CLI::App* command =
      eval.add_subcommand("classifier", "Accuracy and F1 of a classifier of scenarios");
  command->add_option("--data", flags->data, "The truth: \"category\" or \"scenario\" a line")
      ->required();
  command
      ->add_option("--predictions", flags->predictions,
                   "Line by line \"output\", \"scenario\" or \"category\"")
      ->required();
  AddBootstrapFlags(command, &flags->bootstrap);
  command->add_flag("--json", flags->json, "One JSON object, with the whole confusion matrix");
  return [flags](std::ostream& out, std::ostream&) { return EvalClassifier(*flags, out); };
}

}  // namespace autoj
