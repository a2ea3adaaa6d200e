#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/json_lines.h"

namespace autoj {

/// The ids of one input, to find those that stand there twice: 16 bytes each, in tables that are
/// half to three quarters full; there are many, so that one that grows takes little beside the
/// others. An id is known by 96 bits of its SHA-256: among ten million, two
/// unlike ones are taken for the same with a probability of 10^-15.
class IdBook {
 public:
  /// The id of a record: its "id" (a string or an integer), else its position. Throws
  /// Error(kInput), beginning with `where`, for another type and for an id that is known already.
  std::string Add(const nlohmann::json& record, const JsonLine& at, const std::string& where);

 private:
  struct Entry {
    std::array<unsigned char, 12> digest{};
    /// Twice the line (2^31 - 1 for all beyond), and one more where the id is a position; 0: free.
    uint32_t place = 0;
  };

  struct Table {
    std::vector<Entry> entries;
    size_t count = 0;

    /// The entry of a digest, or the free one where it is to stand.
    Entry& Find(const std::array<unsigned char, 12>& digest);
    void Grow();
  };

  std::array<Table, 64> tables_;  // by the first byte of the digest
};

}  // namespace autoj
