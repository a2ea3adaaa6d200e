#include "judge/pending_questions.h"

#include <algorithm>

namespace autoj {

PendingQuestion PendingQuestions::Stretch::At(size_t offset) const {
  size_t place = static_cast<size_t>(first.place) + offset;
  PendingQuestion question = first;
  if (places != 0) {
    question.item += static_cast<int64_t>(place / places);
    place %= places;
  }
  question.place = static_cast<int32_t>(place);
  return question;
}

// The first item that a stretch goes on to tells how many questions each has.
bool PendingQuestions::Stretch::GoesOnWith(const PendingQuestion& question, size_t offset) {
  if (At(offset) == question) {
    return true;
  }
  PendingQuestion next_item{first.item + 1, 0, first.attempt};
  if (places == 0 && question == next_item) {
    places = static_cast<size_t>(first.place) + offset;
    return true;
  }
  return false;
}

void PendingQuestions::Add(const PendingQuestion& question) {
  if (stretches_.empty() ||
      !stretches_.back().GoesOnWith(question, size_ - stretches_.back().begin)) {
    stretches_.push_back({question, size_, 0});
  }
  ++size_;
}

PendingQuestion PendingQuestions::operator[](size_t index) const {
  auto behind = std::upper_bound(
      stretches_.begin(), stretches_.end(), index,
      [](size_t wanted, const Stretch& stretch) { return wanted < stretch.begin; });
  const Stretch& stretch = *(behind - 1);
  return stretch.At(index - stretch.begin);
}

}  // namespace autoj
