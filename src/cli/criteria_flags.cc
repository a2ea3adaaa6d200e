#include "cli/criteria_flags.h"

namespace autoj {

void AddCriteriaFlags(CLI::App* command, JudgeOptions* judge) {
  command->add_option("--criteria", judge->criteria,
                      "What the judge is shown to look at: auto (by the item's scenario, else by "
                      "its query), none, a scenario or a .yaml file; default: auto where the "
                      "protocol has a place for criteria, else none");
  command->add_option("--scenarios", judge->scenarios,
                      "Folder of scenarios in place of the shipped ones; +FOLDER: beside them");
  AddClassifierFlags(command, judge);
}

void AddClassifierFlags(CLI::App* command, JudgeOptions* judge) {
  command
      ->add_option("--classifier", judge->classifier,
                   "Of queries that name no scenario: lexical (the default), or embedded (better "
                   "and slower: loads the default model for itself)")
      ->check(CLI::IsMember({"lexical", "embedded"}));
  command->add_option(
      "--weights", judge->weights,
      "Of the classifier: a file of `autoj classify --train`; default: the shipped");
}

}  // namespace autoj
