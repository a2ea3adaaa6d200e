#pragma once

#include <cstddef>

namespace autoj {

/// Raises this process's soft limit of open files to the hard one, and gives how many connections
/// fit below it beside the files that a run has open; at least one.
size_t MakeRoomForConnections();

}  // namespace autoj
