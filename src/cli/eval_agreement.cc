#include <algorithm>
#include <iterator>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/bootstrap_flags.h"
#include "cli/eval_commands.h"
#include "cli/json_output.h"
#include "cli/record_output.h"
#include "report/agreement_report.h"
#include "study/judge_agreement.h"

namespace autoj {
namespace {

struct AgreementFlags {
  std::vector<std::string> sources;
  BootstrapOptions bootstrap{.resamples = 2000};
  bool json = false;
};

int EvalAgreement(const AgreementFlags& flags, std::ostream& out) {
  std::vector<Rater> raters;
  std::transform(flags.sources.begin(), flags.sources.end(), std::back_inserter(raters), ReadRater);
  JudgeAgreement agreement = CompareRaters(raters, flags.bootstrap);
  if (flags.json) {
    WriteJson(out, AgreementToJson(agreement).dump() + "\n");
  } else {
    out << RenderAgreement(agreement, TerminalWidth());
  }
  return 0;
}

}  // namespace

CommandBody AddEvalAgreement(CLI::App& eval) {
  auto flags = std::make_shared<AgreementFlags>();
  CLI::App* command =
      eval.add_subcommand("agreement", "How far judges, or judges and humans, agree beyond chance");
  command
      ->add_option("raters", flags->sources,
                   "Runs, or JSON lines with \"verdict\", \"rating\", \"output\" or \"label\"")
      ->required();
  AddBootstrapFlags(command, &flags->bootstrap);
  command->add_flag("--json", flags->json, "One JSON object");
  return [flags](std::ostream& out, std::ostream&) { return EvalAgreement(*flags, out); };
}

}  // namespace autoj
