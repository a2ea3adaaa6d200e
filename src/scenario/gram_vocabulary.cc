#include "scenario/gram_vocabulary.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace autoj {
namespace {

constexpr uint16_t kLeastQueries = 2;

double Idf(size_t queries, size_t frequency) {
  return std::log((1.0 + static_cast<double>(queries)) / (1.0 + static_cast<double>(frequency))) +
         1;
}

// Every gram with the number of queries that hold it. A gram is of one field: no query holds it
// twice.
std::vector<GramCount> CountQueries(const std::vector<const std::vector<FieldGrams>*>& queries) {
  std::vector<uint32_t> all;
  for (const std::vector<FieldGrams>* query : queries) {
    for (const FieldGrams& field : *query) {
      for (const GramCount& gram : field) {
        all.push_back(gram.gram);
      }
    }
  }
  std::sort(all.begin(), all.end());
  std::vector<GramCount> counts;
  for (auto at = all.begin(); at != all.end();) {
    auto next = std::upper_bound(at, all.end(), *at);
    if (next - at >= kLeastQueries) {
      counts.push_back({*at, static_cast<uint32_t>(next - at)});
    }
    at = next;
  }
  return counts;
}

}  // namespace

GramVocabulary::GramVocabulary(std::vector<uint32_t> grams, std::vector<uint16_t> frequencies,
                               size_t queries)
    : grams_(std::move(grams)),
      frequencies_(std::move(frequencies)),
      queries_(queries),
      slots_(std::bit_ceil(2 * grams_.size() + 1)) {
  for (uint16_t frequency : frequencies_) {
    idf_.push_back(static_cast<float>(Idf(queries_, frequency)));
  }
  for (size_t i = 0; i < grams_.size(); ++i) {
    slots_[SlotOf(grams_[i])] = static_cast<uint32_t>(i + 1);
  }
}

size_t GramVocabulary::SlotOf(uint32_t gram) const {
  size_t slot = gram & (slots_.size() - 1);
  while (slots_[slot] != 0 && grams_[slots_[slot] - 1] != gram) {
    slot = (slot + 1) & (slots_.size() - 1);
  }
  return slot;
}

GramVocabulary GramVocabulary::Learn(const std::vector<const std::vector<FieldGrams>*>& queries) {
  std::vector<uint32_t> grams;
  std::vector<uint16_t> frequencies;
  for (const GramCount& count : CountQueries(queries)) {
    grams.push_back(count.gram);
    frequencies.push_back(static_cast<uint16_t>(
        std::min<uint32_t>(count.count, std::numeric_limits<uint16_t>::max())));
  }
  return {std::move(grams), std::move(frequencies), queries.size()};
}

GramVocabulary GramVocabulary::Keep(const std::vector<float>& worth, size_t most) const {
  std::vector<size_t> kept(grams_.size());
  std::iota(kept.begin(), kept.end(), 0);
  std::stable_sort(kept.begin(), kept.end(),
                   [&](size_t a, size_t b) { return worth[a] > worth[b]; });
  kept.resize(std::min(kept.size(), most));
  std::sort(kept.begin(), kept.end());
  std::vector<uint32_t> grams;
  std::vector<uint16_t> frequencies;
  for (size_t index : kept) {
    grams.push_back(grams_[index]);
    frequencies.push_back(frequencies_[index]);
  }
  return {std::move(grams), std::move(frequencies), queries_};
}

std::vector<Feature> GramVocabulary::Weigh(const std::vector<FieldGrams>& query) const {
  const double unknown = Idf(queries_, 1);
  std::vector<Feature> features;
  for (size_t field = 0; field < query.size(); ++field) {
    size_t first = features.size();
    double squares = 0;
    for (const GramCount& gram : query[field]) {
      uint32_t place = slots_[SlotOf(gram.gram)];
      double idf = place == 0 ? unknown : static_cast<double>(idf_[place - 1]);
      double value = (1 + std::log(static_cast<double>(gram.count))) * idf;
      squares += value * value;
      if (place != 0) {
        features.push_back({place - 1, static_cast<float>(value)});
      }
    }
    auto factor = static_cast<float>(FieldWeights()[field] / std::sqrt(std::max(squares, 1e-9)));
    for (size_t i = first; i < features.size(); ++i) {
      features[i].value *= factor;
    }
  }
  std::sort(features.begin(), features.end(),
            [](const Feature& a, const Feature& b) { return a.index < b.index; });
  return features;
}

}  // namespace autoj
