#pragma once

/// The public API of autoj: start here. Items go in (item.h), verdicts come out (verdict.h), and
/// what cannot be done is thrown as one exception type (error.h). All types are plain values, safe
/// to copy between threads.

#include "autoj/error.h"
#include "autoj/item.h"
#include "autoj/verdict.h"
