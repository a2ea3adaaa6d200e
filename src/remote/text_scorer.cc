#include "remote/text_scorer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "remote/failure.h"

namespace autoj {
namespace {

constexpr double kMostUntold = 0.01;
constexpr double kLeastUntold = 1e-9;  // what rounding leaves of probabilities that sum to one
constexpr double kUnknown = -std::numeric_limits<double>::infinity();

double AddLogs(double a, double b) {
  if (a == kUnknown || b == kUnknown) {
    return std::max(a, b);
  }
  double top = std::max(a, b);
  return top + std::log1p(std::exp(std::min(a, b) - top));
}

// What all members begin with.
std::string SharedStart(const std::vector<std::string>& texts, const std::vector<size_t>& members) {
  std::string shared = texts[members.front()];
  for (size_t member : members) {
    const std::string& text = texts[member];
    auto [end, ignored] = std::mismatch(shared.begin(), shared.end(), text.begin(), text.end());
    shared.erase(end, shared.end());
  }
  return std::string(CutUtf8(shared, shared.size()));
}

// Whether the text of a token begins, or goes beyond, what is left of an alternative.
bool BeginsWith(const std::string& left, const std::string& token) {
  size_t length = std::min(left.size(), token.size());
  return length > 0 && left.compare(0, length, token, 0, length) == 0;
}

}  // namespace

TextScorer::Told ToldBehind(const std::string& path, const std::string& written,
                            const Answer& answer, size_t index) {
  auto behind = [&](const TokenChoice& choice) -> std::optional<TokenChoice> {
    std::string whole = written + choice.text;
    bool leads_on = whole.size() > path.size() && whole.compare(0, path.size(), path) == 0;
    return leads_on
               ? std::optional<TokenChoice>({choice.id, whole.substr(path.size()), choice.logprob})
               : std::nullopt;
  };
  TextScorer::Told told;
  for (const TokenChoice& choice : answer.likeliest.at(index)) {
    if (std::optional<TokenChoice> one = behind(choice)) {
      told.choices.push_back(std::move(*one));
    }
  }
  told.written = behind(answer.written.at(index));
  return told;
}

TextScorer::TextScorer(std::vector<std::string> alternatives, AskPoint ask, ReadPoint read)
    : alternatives_(std::move(alternatives)),
      ask_(std::move(ask)),
      read_(std::move(read)),
      scores_(alternatives_.size(), kUnknown) {
  std::vector<size_t> all(alternatives_.size());
  std::iota(all.begin(), all.end(), size_t{0});
  AddOpen(all, 0);
  written_ = std::move(all);
}

void TextScorer::AddOpen(const std::vector<size_t>& members, double logprob) {
  Open& open = open_.emplace_back();
  open.point.path = SharedStart(alternatives_, members);
  open.members = members;
  open.logprob = logprob;
  for (size_t member : members) {
    open.point.members.push_back(alternatives_[member]);
  }
}

std::optional<Ask> TextScorer::Next() {
  if (open_.empty()) {
    return std::nullopt;
  }
  return ask_(open_.front().point);
}

std::vector<size_t> TextScorer::BegunBy(const Open& open, const TokenChoice& token) const {
  std::vector<size_t> begun;
  for (size_t member : open.members) {
    if (BeginsWith(alternatives_[member].substr(open.point.path.size()), token.text)) {
      begun.push_back(member);
    }
  }
  return begun;
}

// What is written elsewhere than behind what was written before says nothing.
void TextScorer::Follow(const Open& open, const std::optional<TokenChoice>& written) {
  if (open.members == written_) {
    written_ = written ? BegunBy(open, *written) : std::vector<size_t>{};
  }
}

std::optional<size_t> TextScorer::Choice() const {
  return written_.size() == 1 ? std::optional<size_t>(written_.front()) : std::nullopt;
}

void TextScorer::Share(const Open& open, const std::vector<TokenChoice>& choices) {
  std::map<std::vector<size_t>, double> undecided;
  for (const TokenChoice& choice : choices) {
    std::vector<size_t> begun = BegunBy(open, choice);
    double logprob = open.logprob + choice.logprob;
    if (begun.size() == 1) {
      scores_[begun.front()] = AddLogs(scores_[begun.front()], logprob);
    } else if (begun.size() > 1) {
      auto [known, fresh] = undecided.emplace(begun, logprob);
      known->second = fresh ? logprob : AddLogs(known->second, logprob);
    }
  }
  for (const auto& [members, logprob] : undecided) {
    AddOpen(members, logprob);
  }
  BoundUntold(open, choices);
}

// What is not told has at most the probability that all that is told leaves over.
void TextScorer::BoundUntold(const Open& open, const std::vector<TokenChoice>& choices) {
  double left = 1;
  for (const TokenChoice& choice : choices) {
    left -= std::exp(choice.logprob);
  }
  if (left > kMostUntold) {
    return;
  }
  for (size_t member : open.members) {
    bool undecided = std::any_of(open_.begin() + 1, open_.end(), [&](const Open& other) {
      return std::find(other.members.begin(), other.members.end(), member) != other.members.end();
    });
    if (scores_[member] == kUnknown && !undecided) {
      scores_[member] = open.logprob + std::log(std::max(left, kLeastUntold));
    }
  }
}

void TextScorer::Take(const std::string& body) {
  Answer answer = ReadWholeAnswer(body);
  Told told = read_(answer, open_.front().point);
  if (told.choices.empty()) {
    throw UnableError("the server tells no log-probabilities where the decision stands");
  }
  Follow(open_.front(), told.written);
  Share(open_.front(), told.choices);
  open_.pop_front();
  if (open_.empty()) {
    CheckScores();
  }
}

void TextScorer::CheckScores() const {
  for (size_t i = 0; i < scores_.size(); ++i) {
    if (scores_[i] == kUnknown) {
      throw UntoldError(
          fmt::format("none of the likeliest tokens that the server tells begins \"{}\", and they "
                      "leave too much untold: its probability is not known; judging with "
                      "--mode written needs none",
                      EscapeForTerminal(alternatives_[i])));
    }
  }
}

}  // namespace autoj
