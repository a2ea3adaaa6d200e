#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>

namespace autoj {

/// Writes the records of the run in a folder to the file `output`, or to the standard output `out`
/// where that is empty. Tells on `err` how many items are not judged yet, and gives it.
size_t WriteRunRecords(const std::string& run, const std::string& output, std::ostream& out,
                       std::ostream& err);

}  // namespace autoj
