#pragma once

#include <CLI/CLI.hpp>

#include "metrics/cluster_bootstrap.h"

namespace autoj {

/// Adds --seed and --resamples.
void AddBootstrapFlags(CLI::App* command, BootstrapOptions* options);

}  // namespace autoj
