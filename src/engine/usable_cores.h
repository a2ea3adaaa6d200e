#pragma once

#include <cstddef>

namespace autoj {

/// Cores that this process may use: what its affinity allows, or the quota of its control group,
/// whichever is less; at least one.
size_t UsableCores();

}  // namespace autoj
