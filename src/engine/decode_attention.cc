#include "engine/decode_attention.h"

#include <algorithm>
#include <limits>

#include "engine/floats.h"

namespace autoj {
namespace {

// Keys that are converted and scored together: what they become must stay in the first cache.
constexpr size_t kBlock = 32;
constexpr float kMasked = -std::numeric_limits<float>::infinity();
// Query rows and registers of a value row that are accumulated together: as many as registers hold.
constexpr size_t kTileRows = kLanes == 16 ? 4 : 3;
constexpr size_t kTileColumns = kLanes == 16 ? 4 : 2;

template <typename T>
const T* At(const DecodeAttention::Rows<T>& rows, size_t row, size_t head, size_t stream) {
  size_t offset = row * rows.row + head * rows.head + stream * rows.stream;
  return reinterpret_cast<const T*>(reinterpret_cast<const char*>(rows.data) + offset);
}

// One call's view of its working space. A row is a query row of one KV head: a token of one of the
// query heads that share it.
class Worker {
 public:
  Worker(const DecodeAttention& work, size_t stream, size_t first, size_t last, float* space)
      : work_(work),
        stream_(stream),
        first_(first),
        last_(last),
        group_(work.heads / work.kv_heads),
        rows_(group_ * work.tokens) {
    size_t all = rows_ * (last - first);
    auto take = [&](size_t count) {
      float* taken = space;
      space += count;
      return taken;
    };
    keys_ = take(kBlock * work.key_size);
    values_ = take(kBlock * work.value_size);
    mask_ = take(kBlock * work.tokens);
    weights_ = take(kBlock * rows_);
    sums_ = take(all * work.value_size);
    most_ = take(all);
    total_ = take(all);
    std::fill(sums_, sums_ + all * work.value_size, 0.0F);
    std::fill(most_, most_ + all, kMasked);
    std::fill(total_, total_ + all, 0.0F);
  }

  void Run() {
    for (begin_ = 0; begin_ < work_.keys; begin_ += kBlock) {
      count_ = std::min(kBlock, work_.keys - begin_);
      if (!LoadMask()) {
        continue;
      }
      for (size_t head = first_; head < last_; ++head) {
        Convert(work_.key, head, work_.key_size, keys_);
        Convert(work_.value, head, work_.value_size, values_);
        size_t base = (head - first_) * rows_;
        for (size_t row = 0; row < rows_; ++row) {
          Score(head, row);
          Weigh(base + row, weights_ + row * kBlock);
        }
        Accumulate(sums_ + base * work_.value_size);
      }
    }
    WriteOutput();
  }

 private:
  // False where all keys of the block are masked for all tokens.
  bool LoadMask() {
    bool any = false;
    for (size_t token = 0; token < work_.tokens; ++token) {
      float* mask = mask_ + token * kBlock;
      std::fill(mask, mask + kBlock, kMasked);
      if (work_.mask.data == nullptr) {
        std::fill(mask, mask + count_, 0.0F);
        any = true;
        continue;
      }
      const uint16_t* from = At(work_.mask, token, 0, stream_) + begin_;
      uint16_t padded[kLanes];
      Floats largest = Fill(kMasked);
      for (size_t i = 0; i < count_; i += kLanes) {
        if (count_ - i < kLanes) {
          std::fill(padded, padded + kLanes, uint16_t{0xFC00});  // -infinity
          std::copy(from + i, from + count_, padded);
        }
        Floats values = LoadHalf(count_ - i < kLanes ? padded : from + i);
        largest = Larger(largest, values);
        Store(mask + i, values);
      }
      any = any || Largest(largest) != kMasked;
    }
    return any;
  }

  // One KV head's rows of the block. What the next block needs is asked for meanwhile: the cache is
  // larger than what the processor keeps.
  void Convert(const DecodeAttention::Rows<uint16_t>& from, size_t head, size_t size,
               float* to) const {
    for (size_t i = begin_; i < begin_ + count_; ++i, to += size) {
      const uint16_t* row = At(from, i, head, stream_);
      const uint16_t* next = At(from, std::min(i + kBlock, work_.keys - 1), head, stream_);
      for (size_t d = 0; d < size; d += kLanes) {
        __builtin_prefetch(next + d);
        Store(to + d, LoadHalf(row + d));
      }
    }
    std::fill(to, to + (kBlock - count_) * size, 0.0F);
  }

  // The block's masked scores for one query row, into its weights.
  void Score(size_t head, size_t row) {
    size_t size = work_.key_size;
    size_t token = row / group_;
    const float* query = At(work_.query, token, head * group_ + row % group_, stream_);
    for (size_t i = 0; i < kBlock; i += kLanes) {
      Floats partial[kLanes];
      const float* key = keys_ + i * size;
      for (Floats& sum : partial) {
        sum = Multiply(Load(query), Load(key));
        for (size_t d = kLanes; d < size; d += kLanes) {
          sum = MultiplyAdd(Load(query + d), Load(key + d), sum);
        }
        key += size;
      }
      Floats scores =
          MultiplyAdd(SumEach(partial), Fill(work_.scale), Load(mask_ + token * kBlock + i));
      Store(weights_ + row * kBlock + i, scores);
    }
  }

  // Turns scores into weights relative to the largest score so far. `row` counts over all heads.
  void Weigh(size_t row, float* weights) {
    Floats largest = Load(weights);
    for (size_t i = kLanes; i < kBlock; i += kLanes) {
      largest = Larger(largest, Load(weights + i));
    }
    float most = std::max(most_[row], Largest(largest));
    if (most == kMasked) {
      std::fill(weights, weights + kBlock, 0.0F);
      return;
    }
    if (most > most_[row]) {
      Rescale(row, most_[row] == kMasked ? 0.0F : std::exp(most_[row] - most));
      most_[row] = most;
    }
    Floats total = Fill(0);
    for (size_t i = 0; i < kBlock; i += kLanes) {
      Floats weight = Exp(Add(Load(weights + i), Fill(-most)));
      Store(weights + i, weight);
      total = Add(total, weight);
    }
    total_[row] += Sum(total);
  }

  void Rescale(size_t row, float factor) {
    float* sums = sums_ + row * work_.value_size;
    for (size_t d = 0; d < work_.value_size; d += kLanes) {
      Store(sums + d, Multiply(Load(sums + d), Fill(factor)));
    }
    total_[row] *= factor;
  }

  // sums += weights x values, for the rows of one KV head.
  void Accumulate(float* sums) const {
    size_t row = 0;
    for (; row + kTileRows <= rows_; row += kTileRows) {
      AccumulateRows<kTileRows>(sums, row);
    }
    for (; row + 2 <= rows_; row += 2) {
      AccumulateRows<2>(sums, row);
    }
    for (; row < rows_; ++row) {
      AccumulateRows<1>(sums, row);
    }
  }

  template <size_t kRows>
  void AccumulateRows(float* sums, size_t row) const {
    size_t d = 0;
    for (; d + kTileColumns * kLanes <= work_.value_size; d += kTileColumns * kLanes) {
      AccumulateTile<kRows, kTileColumns>(sums, row, d);
    }
    for (; d < work_.value_size; d += kLanes) {
      AccumulateTile<kRows, 1>(sums, row, d);
    }
  }

  template <size_t kRows, size_t kColumns>
  void AccumulateTile(float* sums, size_t row, size_t d) const {
    const size_t size = work_.value_size;
    Floats tile[kRows][kColumns];
    for (size_t r = 0; r < kRows; ++r) {
      for (size_t c = 0; c < kColumns; ++c) {
        tile[r][c] = Load(sums + (row + r) * size + d + c * kLanes);
      }
    }
    const float* values = values_ + d;
    const float* weights = weights_ + row * kBlock;
    for (size_t i = 0; i < kBlock; ++i, values += size) {
      for (size_t r = 0; r < kRows; ++r) {
        Floats weight = Fill(weights[r * kBlock + i]);
        for (size_t c = 0; c < kColumns; ++c) {
          tile[r][c] = MultiplyAdd(weight, Load(values + c * kLanes), tile[r][c]);
        }
      }
    }
    for (size_t r = 0; r < kRows; ++r) {
      for (size_t c = 0; c < kColumns; ++c) {
        Store(sums + (row + r) * size + d + c * kLanes, tile[r][c]);
      }
    }
  }

  void WriteOutput() const {
    for (size_t i = 0; i < rows_ * (last_ - first_); ++i) {
      size_t token = i % rows_ / group_;
      size_t head = (first_ + i / rows_) * group_ + i % group_;
      const float* sums = sums_ + i * work_.value_size;
      float* to =
          work_.output + ((stream_ * work_.tokens + token) * work_.heads + head) * work_.value_size;
      Floats factor = Fill(total_[i] == 0 ? 0.0F : 1 / total_[i]);
      for (size_t d = 0; d < work_.value_size; d += kLanes) {
        Store(to + d, Multiply(Load(sums + d), factor));
      }
    }
  }

  const DecodeAttention& work_;
  size_t stream_;
  size_t first_;
  size_t last_;
  size_t group_;
  size_t rows_;
  size_t begin_ = 0;  // of the block
  size_t count_ = 0;  // of its keys
  float* keys_;       // kBlock x key_size
  float* values_;     // kBlock x value_size
  float* mask_;       // tokens x kBlock
  float* weights_;    // rows x kBlock: first scores, then weights
  float* sums_;       // of all heads' rows: weighted values so far
  float* most_;       // of all heads' rows: the largest score so far
  float* total_;      // of all heads' rows: the weights' sum so far
};

}  // namespace

size_t DecodeAttentionSpace(const DecodeAttention& work) {
  size_t group = work.heads / work.kv_heads;
  return kBlock * (work.key_size + work.value_size + work.tokens + group * work.tokens) +
         work.tokens * work.heads * (work.value_size + 2);
}

void ComputeDecodeAttention(const DecodeAttention& work, size_t stream, size_t first, size_t last,
                            float* space) {
  Worker(work, stream, first, last, space).Run();
}

}  // namespace autoj
