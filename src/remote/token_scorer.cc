#include "remote/token_scorer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "remote/failure.h"

namespace autoj {
namespace {

using Tokens = TokenServer::Tokens;

size_t SharedLength(const std::vector<Tokens>& lists) {
  size_t length = lists.front().size();
  for (const Tokens& list : lists) {
    auto [end, ignored] =
        std::mismatch(lists.front().begin(), lists.front().end(), list.begin(), list.end());
    length = std::min(length, static_cast<size_t>(end - lists.front().begin()));
  }
  return length;
}

}  // namespace

Tokens ReadTokenList(const std::string& body) {
  nlohmann::json answer = ParseServerJson(body);
  if (!answer.is_object() || !answer.contains("tokens") || !answer["tokens"].is_array()) {
    throw Error(ErrorKind::kRemote, "the answer to /tokenize holds no tokens");
  }
  Tokens tokens;
  for (const nlohmann::json& token : answer["tokens"]) {
    if (!token.is_number_integer()) {
      throw Error(ErrorKind::kRemote, "the answer to /tokenize holds a token that is no number");
    }
    tokens.push_back(token.get<int>());
  }
  return tokens;
}

TokenScorer::TokenScorer(const TokenServer& server, nlohmann::json prompt, const Decision& decision,
                         TokenBook& book)
    : server_(server), prompt_(std::move(prompt)), book_(book) {
  for (const std::string& alternative : decision.alternatives) {
    texts_.push_back(decision.lead + alternative);
  }
}

void TokenScorer::Split() {
  for (const std::string& text : texts_) {
    branches_.push_back(book_.at(text));
  }
  size_t shared = SharedLength(branches_);
  shared_.assign(branches_.front().begin(), branches_.front().begin() + static_cast<long>(shared));
  for (Tokens& branch : branches_) {
    branch.erase(branch.begin(), branch.begin() + static_cast<long>(shared));
    for (size_t i = 0; i < branch.size(); ++i) {
      Tokens path(branch.begin(), branch.begin() + static_cast<long>(i));
      points_[path].wanted.insert(branch[i]);
    }
  }
  is_split_ = true;
}

// The first point of which something is not known yet, and its path.
TokenScorer::Point* TokenScorer::OpenPoint(Tokens* path) {
  for (auto& [behind, point] : points_) {
    if (point.logprobs.size() < point.wanted.size()) {
      *path = shared_;
      path->insert(path->end(), behind.begin(), behind.end());
      return &point;
    }
  }
  return nullptr;
}

std::optional<Ask> TokenScorer::Next() {
  for (const std::string& text : texts_) {
    if (book_.count(text) == 0) {
      asked_ = Asked::kTokens;
      asked_text_ = text;
      return server_.AskTokens(text);
    }
  }
  if (!is_split_) {
    Split();
  }
  Tokens path;
  const Point* point = OpenPoint(&path);
  if (point == nullptr) {
    return std::nullopt;
  }
  if (!point->asked) {
    asked_ = Asked::kNext;
    return server_.AskNext(prompt_, path);
  }
  asked_ = Asked::kOne;
  asked_token_ = *std::find_if(point->wanted.begin(), point->wanted.end(),
                               [&](int token) { return point->logprobs.count(token) == 0; });
  return server_.AskOne(prompt_, path, asked_token_);
}

void TokenScorer::Take(const std::string& body) {
  if (asked_ == Asked::kTokens) {
    Tokens tokens = server_.ReadTokens(body);
    if (tokens.empty()) {
      throw Error(ErrorKind::kRemote, "the server gives an alternative no tokens");
    }
    book_[asked_text_] = std::move(tokens);
    return;
  }
  Tokens path;
  Point* point = OpenPoint(&path);
  if (point == nullptr || asked_ == Asked::kNothing) {
    throw Error(ErrorKind::kInternal, "an answer to a question that was not asked");
  }
  if (asked_ == Asked::kNext) {
    TakeNext(body, *point);
  } else {
    TakeOne(body, *point);
  }
}

void TokenScorer::TakeOne(const std::string& body, Point& point) {
  std::optional<double> logprob = server_.ReadOne(body, asked_token_);
  if (!logprob) {
    throw Error(ErrorKind::kRemote,
                fmt::format("the server does not tell the probability of token {}", asked_token_));
  }
  point.logprobs[asked_token_] = *logprob;
}

void TokenScorer::TakeNext(const std::string& body, Point& point) {
  Answer answer = ReadWholeAnswer(body);
  if (answer.likeliest.empty()) {
    throw UnableError("the server tells no log-probabilities");
  }
  for (const TokenChoice& choice : answer.likeliest.front()) {
    if (choice.id && point.wanted.count(*choice.id) != 0) {
      point.logprobs[*choice.id] = choice.logprob;
    }
  }
  point.asked = true;
  point.written = answer.written.front().id;
}

std::vector<double> TokenScorer::Scores() const {
  std::vector<double> scores;
  for (const Tokens& branch : branches_) {
    double score = 0;
    for (size_t i = 0; i < branch.size(); ++i) {
      Tokens path(branch.begin(), branch.begin() + static_cast<long>(i));
      score += points_.at(path).logprobs.at(branch[i]);
    }
    scores.push_back(score);
  }
  return scores;
}

// Follows what the server wrote, as far as some alternative goes that way.
std::optional<size_t> TokenScorer::Choice() const {
  Tokens path;
  for (auto at = points_.find(path); at != points_.end(); at = points_.find(path)) {
    const Point& point = at->second;
    if (!point.written || point.wanted.count(*point.written) == 0) {
      break;
    }
    path.push_back(*point.written);
  }
  auto chosen = std::find(branches_.begin(), branches_.end(), path);
  return chosen == branches_.end() ? std::nullopt
                                   : std::optional<size_t>(chosen - branches_.begin());
}

}  // namespace autoj
