#include "scenario/query_grams.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "scenario/query_parts.h"

namespace autoj {
namespace {

enum class GramKind { kWords, kCharacters, kShape };

struct Field {
  QueryPart part;
  GramKind kind;
  size_t shortest;  // of its n-grams
  size_t longest;
  double share;  // of the similarity of two queries, before all are made to sum to 1
};

constexpr Field kFields[] = {
    {QueryPart::kWhole, GramKind::kWords, 1, 1, 2.2},
    {QueryPart::kWhole, GramKind::kWords, 1, 2, 4.8},
    {QueryPart::kFirst40, GramKind::kWords, 1, 2, 1},
    {QueryPart::kFirst40, GramKind::kCharacters, 2, 4, 1},
    {QueryPart::kFirst80, GramKind::kWords, 1, 3, 1},
    {QueryPart::kFirst80, GramKind::kCharacters, 2, 5, 1},
    {QueryPart::kFirst200, GramKind::kWords, 1, 3, 1},
    {QueryPart::kFirst200, GramKind::kCharacters, 2, 5, 1},
    {QueryPart::kFirst300, GramKind::kWords, 1, 2, 2},
    {QueryPart::kLast80, GramKind::kWords, 1, 3, 0.5},
    {QueryPart::kLast80, GramKind::kCharacters, 2, 5, 0.3},
    {QueryPart::kLast150, GramKind::kWords, 1, 2, 0.8},
    {QueryPart::kLast300, GramKind::kWords, 1, 2, 0.5},
    {QueryPart::kFirstSentence, GramKind::kWords, 1, 3, 1},
    {QueryPart::kFirstSentence, GramKind::kCharacters, 2, 5, 1},
    {QueryPart::kWhole, GramKind::kShape, 1, 1, 1},
};

// FNV-1a, whose low bits are stirred at the end.
class Hash {
 public:
  explicit Hash(uint64_t salt) { Add(static_cast<uint32_t>(salt)); }

  void Add(uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) {
      state_ = (state_ ^ ((value >> shift) & 0xFF)) * 0x100000001B3ULL;
    }
  }
  void Add(std::u32string_view text) {
    for (char32_t c : text) {
      Add(static_cast<uint32_t>(c));
    }
  }
  uint32_t Value() const {
    uint64_t mixed = (state_ ^ (state_ >> 29)) * 0xBF58476D1CE4E5B9ULL;
    return static_cast<uint32_t>(mixed >> 32);
  }

 private:
  uint64_t state_ = 0xCBF29CE484222325ULL;
};

// Every run of `shortest` to `longest` neighbours; `add` puts one of them into a hash.
template <typename Add>
void HashRuns(const Field& field, uint64_t salt, size_t size, Add add,
              std::vector<uint32_t>* grams) {
  for (size_t begin = 0; begin < size; ++begin) {
    Hash hash(salt);
    size_t most = std::min(field.longest, size - begin);
    for (size_t length = 1; length <= most; ++length) {
      add(&hash, begin + length - 1);
      if (length >= field.shortest) {
        grams->push_back(hash.Value());
      }
    }
  }
}

std::vector<uint32_t> HashField(const Field& field, uint64_t salt, const QueryParts& query) {
  constexpr uint32_t kBetweenWords = ' ';
  std::vector<uint32_t> grams;
  std::u32string_view text = query.Part(field.part);
  if (field.kind == GramKind::kShape) {
    for (const std::string& word : query.shape()) {
      Hash hash(salt);
      hash.Add(std::u32string(word.begin(), word.end()));
      grams.push_back(hash.Value());
    }
  } else if (field.kind == GramKind::kCharacters) {
    auto add = [&](Hash* hash, size_t at) { hash->Add(static_cast<uint32_t>(text[at])); };
    HashRuns(field, salt, text.size(), add, &grams);
  } else {
    std::vector<std::u32string_view> words = SplitQueryWords(text);
    auto add = [&](Hash* hash, size_t at) {
      hash->Add(words[at]);
      hash->Add(kBetweenWords);
    };
    HashRuns(field, salt, words.size(), add, &grams);
  }
  return grams;
}

FieldGrams CountEach(std::vector<uint32_t> grams) {
  std::sort(grams.begin(), grams.end());
  FieldGrams counts;
  for (uint32_t gram : grams) {
    if (counts.empty() || counts.back().gram != gram) {
      counts.push_back({gram, 0});
    }
    ++counts.back().count;
  }
  return counts;
}

}  // namespace

std::vector<FieldGrams> CountGrams(std::string_view query) {
  QueryParts parts(query);
  std::vector<FieldGrams> fields;
  for (const Field& field : kFields) {
    fields.push_back(CountEach(HashField(field, fields.size(), parts)));
  }
  return fields;
}

const std::vector<double>& FieldWeights() {
  static const std::vector<double> weights = [] {
    double sum = 0;
    for (const Field& field : kFields) {
      sum += field.share;
    }
    std::vector<double> roots;
    for (const Field& field : kFields) {
      roots.push_back(std::sqrt(field.share / sum));
    }
    return roots;
  }();
  return weights;
}

}  // namespace autoj
