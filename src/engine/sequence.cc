#include "engine/sequence.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "engine/shared_prefix.h"

namespace autoj {
namespace {

bool StartsWith(const std::vector<int32_t>& tokens, const std::vector<int32_t>& path,
                size_t length) {
  return tokens.size() >= length &&
         std::equal(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(length),
                    tokens.begin());
}

}  // namespace

Sequence::Sequence(Request request, const Vocabulary& vocabulary, size_t context)
    : request_(std::move(request)),
      vocabulary_(vocabulary),
      context_(context),
      sampler_(request_.temperature, request_.top_p, request_.seed),
      begun_(std::chrono::steady_clock::now()) {
  completion_.finish = Finish::kStop;
  if (request_.max_tokens == 0 && request_.decide) {
    completion_.decision = request_.decide("");
  }
  if (completion_.decision) {
    // Prompt and alternatives are tokenised as one text: what they share is what the model sees.
    deciding_ = true;
    SplitAlternatives(TokenizeAlternatives(), &prompt_);
  } else {
    prompt_ = vocabulary_.Tokenize(request_.prompt);
  }
  completion_.prompt_tokens = static_cast<int>(prompt_.size());
  completion_.completion_tokens = 0;
  decision_tokens_ = DecisionTokens();
  FitAnswer();
}

// A text that is cut by the context is as good as one that is cut by its limit, down to a floor.
void Sequence::FitAnswer() {
  constexpr size_t kFloor = 64;
  size_t taken = prompt_.size() + decision_tokens_;
  size_t room = context_ > taken ? context_ - taken : 0;
  auto wanted = static_cast<size_t>(request_.max_tokens);
  if (!request_.ignore_eos && room < wanted && room >= kFloor) {
    request_.max_tokens = static_cast<int>(room);
  }
}

// Behind a text, every alternative stands with its lead; what the text will be does not matter.
size_t Sequence::DecisionTokens() const {
  size_t longest = 0;
  for (const Branch& branch : branches_) {
    longest = std::max(longest, branch.tokens.size());
  }
  if (request_.max_tokens > 0 && request_.decide) {
    if (std::optional<Decision> decision = request_.decide("")) {
      for (const std::string& alternative : decision->alternatives) {
        longest = std::max(longest,
                           vocabulary_.TokenizeContinuation(decision->lead + alternative).size());
      }
    }
  }
  return longest;
}

std::vector<std::vector<int32_t>> Sequence::TokenizeAlternatives() const {
  const Decision& decision = *completion_.decision;
  std::vector<std::vector<int32_t>> whole;
  for (const std::string& alternative : decision.alternatives) {
    if (request_.max_tokens > 0) {
      whole.push_back(vocabulary_.TokenizeContinuation(decision.lead + alternative));
      continue;
    }
    Prompt prompt = request_.prompt;
    prompt.pieces.push_back({decision.lead + alternative, false});
    whole.push_back(vocabulary_.Tokenize(prompt));
  }
  return whole;
}

// The tokens that all alternatives begin with become the shared ones; each keeps at least one.
void Sequence::SplitAlternatives(std::vector<std::vector<int32_t>> whole,
                                 std::vector<int32_t>* shared) {
  size_t common = whole.front().size();
  for (const std::vector<int32_t>& tokens : whole) {
    common = std::min({common, SharedPrefix(whole.front(), tokens), tokens.size() - 1});
  }
  auto split = static_cast<std::ptrdiff_t>(common);
  shared->assign(whole.front().begin(), whole.front().begin() + split);
  for (const std::vector<int32_t>& tokens : whole) {
    branches_.push_back({{tokens.begin() + split, tokens.end()}, 0, 0});
  }
}

size_t Sequence::MostTokens() const {
  return prompt_.size() + static_cast<size_t>(request_.max_tokens) + decision_tokens_;
}

size_t Sequence::MostRows() const { return std::max<size_t>(decision_tokens_, 1); }

std::optional<Feed> Sequence::Begin() {
  begun_ = std::chrono::steady_clock::now();
  if (MostTokens() > context_) {
    completion_.finish = Finish::kTooLong;
    completion_.decision.reset();
    completion_.error = fmt::format(
        "the prompt has {} tokens and may need {} with its answer, the context holds {}; raise "
        "--context where the model allows it, or lower --max-tokens",
        prompt_.size(), MostTokens(), context_);
    return std::nullopt;
  }
  decoded_ = prompt_.size();
  return Feed{0, prompt_, 1};
}

std::optional<Feed> Sequence::Take(const std::vector<const float*>& rows) {
  return deciding_ ? TakeScores(rows) : TakeWritten(rows.back());
}

std::optional<Feed> Sequence::TakeWritten(const float* row) {
  if (ahead_) {
    ++decoded_;
    ahead_.reset();
  }
  if (request_.max_tokens == 0) {
    return EndText(Finish::kStop, row);
  }
  int32_t token = sampler_.Choose(row, vocabulary_.Size());
  completion_.logprob =
      completion_.logprob.value_or(0) + LogProbability(row, vocabulary_.Size(), token);
  completion_.completion_tokens = *completion_.completion_tokens + 1;
  if (!request_.ignore_eos && vocabulary_.IsEnd(token)) {
    return EndText(Finish::kStop, row);
  }
  completion_.text += vocabulary_.Piece(token);
  ahead_ = token;
  if (!request_.ignore_eos && request_.is_complete && request_.is_complete(completion_.text)) {
    return EndText(Finish::kStop, row);
  }
  if (*completion_.completion_tokens == request_.max_tokens) {
    return EndText(Finish::kLength, row);
  }
  return Feed{decoded_, {token}, 1};
}

// `row` stands behind all that is decoded.
std::optional<Feed> Sequence::EndText(Finish finish, const float* row) {
  completion_.finish = finish;
  completion_.text = RepairUtf8(completion_.text);
  if (request_.decide) {
    completion_.decision = request_.decide(completion_.text);
  }
  if (!completion_.decision) {
    return std::nullopt;
  }
  deciding_ = true;
  std::vector<int32_t> shared;
  SplitAlternatives(TokenizeAlternatives(), &shared);
  if (ahead_) {
    shared.insert(shared.begin(), *ahead_);
    ahead_.reset();
  }
  if (shared.empty()) {
    return TakeScores({row});
  }
  Feed feed{decoded_, shared, 1};
  decoded_ += shared.size();
  return feed;
}

// Row i stands behind i tokens of the path: behind the shared tokens alone where the path is empty.
std::optional<Feed> Sequence::TakeScores(const std::vector<const float*>& rows) {
  size_t first = path_.empty() ? 0 : 1;
  for (size_t i = 0; i < rows.size(); ++i) {
    size_t behind = first + i;
    for (Branch& branch : branches_) {
      if (branch.scored == behind && behind < branch.tokens.size() &&
          StartsWith(branch.tokens, path_, behind)) {
        branch.score += LogProbability(rows[i], vocabulary_.Size(), branch.tokens[behind]);
        ++branch.scored;
      }
    }
  }
  return NextBranch();
}

// Decodes the longest branch that is not scored yet; others on the same path are scored with it.
std::optional<Feed> Sequence::NextBranch() {
  const Branch* next = nullptr;
  for (const Branch& branch : branches_) {
    bool open = branch.scored < branch.tokens.size();
    if (open && (next == nullptr || branch.tokens.size() > next->tokens.size())) {
      next = &branch;
    }
  }
  if (next == nullptr) {
    for (const Branch& branch : branches_) {
      completion_.scores.push_back(branch.score);
    }
    return std::nullopt;
  }
  path_.assign(next->tokens.begin(), next->tokens.end() - 1);
  return Feed{decoded_, path_, path_.size()};
}

Completion Sequence::Finished() {
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun_;
  completion_.seconds = took.count();
  return std::move(completion_);
}

}  // namespace autoj
