#include "cli/criteria_flags.h"

namespace autoj {

void AddCriteriaFlags(CLI::App* command, std::string* criteria, std::string* scenarios) {
  command->add_option("--criteria", *criteria,
                      "What the judge is shown to look at: auto (by the item's scenario, else by "
                      "its query), none, a scenario or a .yaml file; default: auto where the "
                      "protocol has a place for criteria, else none");
  command->add_option("--scenarios", *scenarios,
                      "Folder of scenarios in place of the shipped ones; +FOLDER: beside them");
}

}  // namespace autoj
