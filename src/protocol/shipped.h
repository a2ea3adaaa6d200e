#pragma once

#include "base/shipped_file.h"

namespace autoj {

/// The files of data/protocols/, sorted by name.
const std::vector<ShippedFile>& ShippedProtocols();

}  // namespace autoj
