#include "metrics/statistics_vectors.h"

namespace autoj {

const char* StatisticsDir() { return AUTOJ_STATISTICS_DIR; }

}  // namespace autoj
