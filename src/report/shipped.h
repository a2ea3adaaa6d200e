#pragma once

#include "base/shipped_file.h"

namespace autoj {

/// What pages are made of: data/pages/*.html, and "chart.min.js", the charting library.
const std::vector<ShippedFile>& ShippedPages();

}  // namespace autoj
