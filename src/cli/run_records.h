#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>

namespace autoj {

/// Writes the records of the run in a folder to the file `output`, or to the standard output `out`
/// where that is empty. Gives how many items are not judged yet, and tells it where there are any.
size_t WriteRunRecords(const std::string& run, const std::string& output, std::ostream& out,
                       const std::function<void(const std::string&)>& tell);

}  // namespace autoj
