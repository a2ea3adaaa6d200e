#pragma once

/// The public API of autoj: start here. Items go in (item.h), a judge (judge.h) asks a model
/// (engine.h), and judgments come out (judgment.h, verdict.h); a run keeps them (run.h). What
/// cannot be done is thrown as one exception type (error.h). All values are plain, safe to copy
/// between threads.

#include "autoj/criteria.h"
#include "autoj/engine.h"
#include "autoj/error.h"
#include "autoj/item.h"
#include "autoj/judge.h"
#include "autoj/judgment.h"
#include "autoj/run.h"
#include "autoj/verdict.h"
