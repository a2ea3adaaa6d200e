#include <map>
#include <memory>
#include <ostream>
#include <string>

#include "cli/commands.h"
#include "cli/eval_commands.h"

namespace autoj {

CommandBody AddEval(CLI::App& program, const std::string& command_line) {
  CLI::App* eval =
      program.add_subcommand("eval", "Measure judges: against labels, references and each other");
  eval->require_subcommand(1);
  auto bodies = std::make_shared<std::map<std::string, CommandBody>>();
  *bodies = {{"agreement", AddEvalAgreement(*eval)},
             {"classifier", AddEvalClassifier(*eval)},
             {"critique", AddEvalCritique(*eval, command_line)},
             {"pairwise", AddEvalPairwise(*eval)},
             {"selection", AddEvalSelection(*eval)},
             {"style", AddEvalStyle(*eval)}};
  return [eval, bodies](std::ostream& out, std::ostream& err) {
    return bodies->at(eval->get_subcommands().front()->get_name())(out, err);
  };
}

}  // namespace autoj
