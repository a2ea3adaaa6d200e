#include "pipeline/near_index.h"

#include <algorithm>
#include <array>

namespace autoj {
namespace {

constexpr size_t kRows = 3;
constexpr size_t kBands = Fingerprint::kValues / kRows;

std::array<uint64_t, kBands> BandsOf(const Fingerprint& fingerprint) {
  std::array<uint64_t, kBands> bands{};
  for (size_t band = 0; band < kBands; ++band) {
    bands[band] = band;
    for (size_t row = 0; row < kRows; ++row) {
      bands[band] = bands[band] << 16 | fingerprint.values[band * kRows + row];
    }
  }
  return bands;
}

}  // namespace

size_t NearIndex::Add(const Fingerprint& fingerprint) {
  for (uint64_t band : BandsOf(fingerprint)) {
    bands_.emplace(band, all_.size());
  }
  all_.push_back(fingerprint);
  return all_.size() - 1;
}

void NearIndex::Remove(size_t number) {
  for (uint64_t band : BandsOf(all_[number])) {
    auto [begin, end] = bands_.equal_range(band);
    auto is_it = [number](const auto& entry) { return entry.second == number; };
    if (auto found = std::find_if(begin, end, is_it); found != end) {
      bands_.erase(found);
    }
  }
}

std::optional<size_t> NearIndex::Find(const Fingerprint& fingerprint) const {
  std::optional<size_t> best;
  double highest = 0;
  for (uint64_t band : BandsOf(fingerprint)) {
    auto [begin, end] = bands_.equal_range(band);
    for (auto other = begin; other != end; ++other) {
      size_t number = other->second;
      double similarity = Similarity(fingerprint, all_[number]);
      bool better = similarity > highest || (similarity == highest && best && number < *best);
      if (similarity >= threshold_ && better) {
        best = number;
        highest = similarity;
      }
    }
  }
  return best;
}

}  // namespace autoj
