#pragma once

#include <string>

#include "protocol/template.h"

namespace autoj {

/// What a teacher is asked, in one language. Data: data/teacher/. Immutable.
struct TeacherPrompts {
  Template answer{""};            ///< {prompt}: an exam question is to be answered.
  Template compare{""};           ///< {prompt}, {response}, {response_another}.
  Template compare_answered{""};  ///< The same, and {answer}.
  Template critique{""};          ///< {prompt}, {response}.
  Template merge{""};             ///< The same, {critique} and {critique_another}.
  std::string text;               ///< The YAML, for manifests.
};

/// "en" or "zh". The result lives as long as the program.
const TeacherPrompts& TeacherPromptsIn(const std::string& language);

}  // namespace autoj
