#pragma once

#include "base/shipped_file.h"

namespace autoj {

/// data/decontamination/eval_p.txt, alone in its list.
const std::vector<ShippedFile>& ShippedTestPrompts();

/// The files of data/teacher/: what a teacher is asked, one a language.
const std::vector<ShippedFile>& ShippedTeacherPrompts();

/// The files of data/recipes/: how trainers are to train.
const std::vector<ShippedFile>& ShippedRecipes();

}  // namespace autoj
