#include "protocol/json_verdict.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "protocol/rating.h"
#include "protocol/reading.h"

namespace autoj {
namespace {

constexpr size_t kDeepest = 64;  // bounds the work on a text made of opening brackets

// The parser takes any iterator but does not tell where a value ended; this one does.
class CountingIterator {
 public:
  // NOLINTBEGIN(readability-identifier-naming): the standard library asks for these names.
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  // NOLINTEND(readability-identifier-naming)

  CountingIterator() = default;
  CountingIterator(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    *reached_ = std::max(*reached_, at_);
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_ = nullptr;
  const char** reached_ = nullptr;
};

// Watches the parser go through one object for the values of one of its own fields.
class FieldWatcher : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit FieldWatcher(std::string_view field) : field_(LowerAscii(field)) {}

  // The field's values as text, in the order of the object; nothing for one that is no text and no
  // number.
  const std::vector<std::optional<std::string>>& values() const { return values_; }

  bool null() override { return Take(std::nullopt); }
  bool boolean(bool) override { return Take(std::nullopt); }
  bool number_integer(number_integer_t n) override { return Take(std::to_string(n)); }
  bool number_unsigned(number_unsigned_t n) override { return Take(std::to_string(n)); }
  bool number_float(number_float_t, const string_t& text) override { return Take(text); }
  bool string(string_t& text) override { return Take(text); }
  bool binary(binary_t&) override { return false; }
  bool start_object(size_t) override { return Enter(); }
  bool start_array(size_t) override { return Enter(); }
  bool end_object() override { return Leave(); }
  bool end_array() override { return Leave(); }
  bool parse_error(size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }
  bool key(string_t& name) override {
    if (depth_ == 1) {
      is_field_ = LowerAscii(name) == field_;
    }
    return true;
  }

 private:
  bool Take(std::optional<std::string> value) {
    if (depth_ == 1 && is_field_) {
      values_.push_back(std::move(value));
    }
    return true;
  }
  bool Enter() {
    Take(std::nullopt);
    return ++depth_ <= kDeepest;
  }
  bool Leave() {
    --depth_;
    return true;
  }

  std::string field_;
  std::vector<std::optional<std::string>> values_;
  size_t depth_ = 0;
  bool is_field_ = false;
};

Verdict ReadValue(const VerdictRule& rule, const std::string& value) {
  std::string_view word = Trim(value);
  if (rule.type == VerdictRule::Type::kRating) {
    std::optional<double> rating = ParseRating(rule, word);
    return rating ? Verdict{Outcome::kRated, rating, ""} : Unreadable(NotARating(rule, word));
  }
  for (const auto& [outcome, alternative] : rule.alternatives) {
    if (LowerAscii(alternative) == LowerAscii(word)) {
      return {outcome, std::nullopt, ""};
    }
  }
  constexpr size_t kShown = 40;
  return Unreadable(
      fmt::format("\"{}\" of the last JSON object is \"{}\", none of the alternatives",
                  rule.json_field, EscapeForTerminal(CutUtf8(word, kShown))));
}

Verdict ReadField(const VerdictRule& rule, const FieldWatcher& object) {
  if (object.values().size() > 1) {
    return Unreadable(
        fmt::format("the last JSON object has \"{}\" more than once", rule.json_field));
  }
  const std::optional<std::string>& value = object.values().front();
  if (!value) {
    return Unreadable(
        fmt::format("\"{}\" of the last JSON object is neither text nor number", rule.json_field));
  }
  return ReadValue(rule, *value);
}

// All objects of `text` that have the field.
std::vector<Reading> ReadObjects(const VerdictRule& rule, std::string_view text) {
  std::vector<Reading> readings;
  bool stands_in_open = false;  // in an object that the text's end cuts off
  const char* end = text.data() + text.size();
  for (size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at)) {
    const char* reached = text.data() + at;
    FieldWatcher object(rule.json_field);
    bool complete = nlohmann::json::sax_parse(CountingIterator(reached, &reached),
                                              CountingIterator(end, &reached), &object,
                                              nlohmann::json::input_format_t::json, false);
    if (!complete) {
      stands_in_open = stands_in_open || reached == end;
      ++at;
      continue;
    }
    if (!object.values().empty()) {
      readings.push_back({ReadField(rule, object), !stands_in_open});
    }
    at = static_cast<size_t>(reached - text.data());
  }
  return readings;
}

}  // namespace

Verdict ReadJsonVerdict(const VerdictRule& rule, std::string_view text) {
  return LastCounts(
      ReadObjects(rule, text),
      fmt::format("no complete JSON object with \"{}\" in the text", rule.json_field));
}

bool IsJsonVerdictComplete(const VerdictRule& rule, std::string_view text) {
  std::vector<Reading> readings = ReadObjects(rule, text);
  return !readings.empty() && readings.back().settled && IsVerdict(readings.back().verdict.outcome);
}

}  // namespace autoj
