#pragma once

#include <string>

#include "autoj/engine.h"
#include "autoj/judge.h"
#include "autoj/run.h"
#include "judge/question.h"

namespace autoj {

/// What a call's run is made with: settings and facts. Criteria and protocols are the caller's to
/// add.
Manifest MakeManifest(const JudgeOptions& options, const EngineInfo& info, const Manner& manner);

/// The folder of a call's run: the one it names, else one in the state folder, by input and
/// settings; "" where nothing is to be kept.
std::string FolderOfRun(const JudgeOptions& options, const Manifest& manifest);

}  // namespace autoj
