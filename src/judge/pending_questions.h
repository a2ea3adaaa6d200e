#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace autoj {

/// A question that no earlier call has answered: what it asks is made again from the stored item.
struct PendingQuestion {
  int64_t item = 0;     ///< The item's number in the run.
  int32_t place = 0;    ///< Among the item's questions.
  int32_t attempt = 1;  ///< More where earlier answers are judged again.

  bool operator==(const PendingQuestion&) const = default;
};

/// Questions in the order in which they were added. Those that go on from item to item, each with
/// as many questions, are kept as one: a fresh run of a million pairs takes 32 bytes, the worst
/// that a resumed one can be takes 32 a question.
class PendingQuestions {
 public:
  void Add(const PendingQuestion& question);
  size_t size() const { return size_; }
  /// Question `index`, of [0, size()); takes a time that grows with the logarithm of the stretches.
  PendingQuestion operator[](size_t index) const;

 private:
  // Begins with `first`; `places` is how many questions each of its items has, and 0 while it is at
  // its first item.
  struct Stretch {
    PendingQuestion first;
    size_t begin = 0;  // the index of `first`
    size_t places = 0;

    PendingQuestion At(size_t offset) const;
    bool GoesOnWith(const PendingQuestion& question, size_t offset);
  };

  std::vector<Stretch> stretches_;
  size_t size_ = 0;
};

}  // namespace autoj
