#include "base/text.h"
#include "cli/commands.h"

namespace autoj {

std::string ChooseLanguage(const std::string& flag, const std::string* of_item,
                           const std::string& text) {
  if (flag != "auto") {
    return flag;
  }
  return of_item != nullptr ? *of_item : DetectLanguage(text);
}

}  // namespace autoj
