#include "remote/roster.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "remote/backoff.h"

namespace autoj {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kSignalLatency{100};
constexpr milliseconds kFirstPause{500};
constexpr milliseconds kMostPause{5000};

}  // namespace

Roster::Roster(RosterNeeds needs)
    : needs_(std::move(needs)),
      model_(needs_.model_name),
      cards_(needs_.addresses.size()),
      refusals_(needs_.addresses.size()) {}

void Roster::Call() {
  Ask(All());
  if (!FindLead()) {
    AskUntilOneIsThere();
  }
  if (!FindLead()) {
    throw Error(ErrorKind::kRemote, Reasons());
  }
  AgreeOnModel();
  CheckKinds();
  for (const std::optional<CardRefusal>& refusal : refusals_) {
    if (refusal) {
      needs_.on_warning("left out until it answers: " + refusal->reason);
    }
  }
}

void Roster::Ask(const std::vector<size_t>& servers) {
  std::vector<std::unique_ptr<Inquiry>> inquiries;
  inquiries.reserve(servers.size());
  for (size_t server : servers) {
    inquiries.push_back(std::make_unique<Inquiry>(needs_.client, needs_.addresses[server],
                                                  needs_.credentials, model_, needs_.limits));
  }
  using Item = std::unique_ptr<Inquiry>;
  auto is_done = [](const Item& it) { return it->IsDone(); };
  auto has_card = [](const Item& it) { return it->card().has_value(); };
  TimePoint end = TimePoint::max();
  while (!std::all_of(inquiries.begin(), inquiries.end(), is_done) && steady_clock::now() < end) {
    CheckStop();
    needs_.client.Poll(kSignalLatency);
    if (end == TimePoint::max() && std::any_of(inquiries.begin(), inquiries.end(), has_card)) {
      end = steady_clock::now() + needs_.grace;
    }
  }
  for (size_t i = 0; i < servers.size(); ++i) {
    cards_[servers[i]] = inquiries[i]->card();
    refusals_[servers[i]] = inquiries[i]->refusal();
    if (!inquiries[i]->IsDone()) {
      refusals_[servers[i]] = {needs_.addresses[servers[i]].base + ": no answer yet", false};
    }
  }
}

void Roster::AskUntilOneIsThere() {
  const TimePoint end = steady_clock::now() + std::chrono::duration_cast<Duration>(needs_.patience);
  Backoff pauses(kFirstPause, kMostPause, 1);
  for (int round = 1; !FindLead(); ++round) {
    auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
    std::vector<size_t> may_come = ThatMayCome();
    if (may_come.empty() || left <= milliseconds(0)) {
      return;
    }
    if (round == 1) {
      needs_.on_warning(
          fmt::format("no server is there yet; waiting up to {:.0f} s (--patience): {}",
                      needs_.patience.count(), Reasons()));
    }
    Wait(std::min(left, std::chrono::ceil<milliseconds>(pauses.Next(round))));
    Ask(may_come);
  }
}

void Roster::Wait(milliseconds time) const {
  for (TimePoint end = steady_clock::now() + time; steady_clock::now() < end;) {
    CheckStop();
    auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
    needs_.client.Poll(std::clamp(left, milliseconds(0), kSignalLatency));
  }
}

void Roster::CheckStop() const {
  if (needs_.stop != nullptr && needs_.stop->level != StopSignal::kRun) {
    throw Error(ErrorKind::kInterrupted,
                "interrupted while the servers were asked what they are; nothing was begun");
  }
}

// Where no name was given, the first server's model is the run's: those that were asked without a
// name and offer another, or several, are asked for it.
void Roster::AgreeOnModel() {
  if (!model_.empty()) {
    return;
  }
  model_ = Lead().model;
  std::vector<size_t> again;
  for (size_t i = 0; i < cards_.size(); ++i) {
    if (cards_[i] ? cards_[i]->model != model_ : refusals_[i]->is_lasting) {
      again.push_back(i);
    }
  }
  Ask(again);
}

bool Roster::FindLead() {
  auto found = std::find_if(cards_.begin(), cards_.end(),
                            [](const std::optional<ServerCard>& card) { return card.has_value(); });
  lead_ = static_cast<size_t>(found - cards_.begin());
  return found != cards_.end();
}

void Roster::CheckKinds() const {
  for (size_t i = 0; i < cards_.size(); ++i) {
    if (cards_[i] && cards_[i]->kind != Lead().kind) {
      throw Error(ErrorKind::kRemote,
                  fmt::format("{} is {}, but {} is {}: servers of one run must be of one kind",
                              needs_.addresses[i].host, cards_[i]->software,
                              needs_.addresses[lead_].host, Lead().software));
    }
  }
}

std::optional<std::string> Roster::Admit(size_t server, const ServerCard& card) {
  const std::string& host = needs_.addresses[server].host;
  if (card.kind != Lead().kind) {
    return fmt::format("{} is {}, but the run's servers are {}", host, card.software,
                       Lead().software);
  }
  bool told_models = cards_[server] && !cards_[server]->models.empty();
  if (told_models && card.models.empty()) {
    return host + " does not tell its models any more";
  }
  bool is_new = !cards_[server] || cards_[server]->chat_template != card.chat_template;
  cards_[server] = card;
  if (compares_templates_ && is_new) {
    TellOtherTemplate(server);
  }
  return std::nullopt;
}

void Roster::CompareTemplates() {
  if (std::exchange(compares_templates_, true)) {
    return;
  }
  for (size_t i : All()) {
    TellOtherTemplate(i);
  }
}

void Roster::TellOtherTemplate(size_t server) const {
  if (cards_[server] && cards_[server]->chat_template != Lead().chat_template) {
    needs_.on_warning(fmt::format("{} has another chat template than {}: is it the same model?",
                                  needs_.addresses[server].host, needs_.addresses[lead_].host));
  }
}

std::vector<size_t> Roster::All() const {
  std::vector<size_t> all(cards_.size());
  std::iota(all.begin(), all.end(), 0);
  return all;
}

std::vector<size_t> Roster::ThatMayCome() const {
  std::vector<size_t> some;
  for (size_t i : All()) {
    if (refusals_[i] && !refusals_[i]->is_lasting) {
      some.push_back(i);
    }
  }
  return some;
}

std::string Roster::Reasons() const {
  std::vector<std::string> reasons;
  for (const std::optional<CardRefusal>& refusal : refusals_) {
    if (refusal) {
      reasons.push_back(refusal->reason);
    }
  }
  return fmt::format("{}", fmt::join(reasons, "; "));
}

}  // namespace autoj
