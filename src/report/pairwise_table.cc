#include "report/pairwise_table.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "report/estimates.h"
#include "report/text_table.h"

namespace autoj {
namespace {

constexpr double kSignificant = 0.05;

std::string Share(const Estimate& estimate) { return RenderEstimate(estimate, Unit::kPercent); }

std::string Percent(double share) { return RenderNumber(share, Unit::kPercent); }

std::string PValue(double p) {
  return std::isnan(p) ? "-" : p < 0.001 ? "<0.001" : fmt::format("{:.3f}", p);
}

std::string Heading(const PairwiseEvaluation& evaluation) {
  return fmt::format(
      "{}\n{} labelled pairs, {} prompts; agreement: {} the label; 95 % intervals by prompt\n",
      evaluation.name, evaluation.items, evaluation.prompts,
      evaluation.both_orders ? "both orders give" : "the given order gives");
}

const std::vector<PairScore>& PartsOf(const PairwiseEvaluation& evaluation,
                                      const PairwiseView& view) {
  return view.by_scenario ? evaluation.scenarios : evaluation.groups;
}

std::string Partial(const PairwiseEvaluation& evaluation) {
  return evaluation.missing == 0
             ? ""
             : fmt::format(
                   "PARTIAL: {} of {} pairs are not judged yet; every number is of the "
                   "others alone\n",
                   evaluation.missing, evaluation.missing + evaluation.items);
}

// Of the parts that are shown: those that the run's classifier told, and those that are in none.
std::string Classified(const PairwiseEvaluation& evaluation, const PairwiseView& view) {
  size_t count = view.by_scenario ? evaluation.classified.scenarios : evaluation.classified.groups;
  return count == 0 ? ""
                    : fmt::format(
                          "{} of the pairs name no scenario: the run's classifier found their {}\n",
                          count, view.by_scenario ? "scenario" : "group");
}

std::string Elsewhere(const PairwiseEvaluation& evaluation, const PairwiseView& view) {
  size_t shown = 0;
  for (const PairScore& score : PartsOf(evaluation, view)) {
    shown += score.items;
  }
  return shown == 0 || shown == evaluation.items
             ? ""
             : fmt::format("{} of the pairs are in no line but the first: their {} is not known\n",
                           evaluation.items - shown, view.by_scenario ? "scenario" : "group");
}

// What the undecided could have changed; nothing where all is decided.
std::string Undecided(const PairwiseEvaluation& evaluation) {
  const BoundedEstimate& agreement = evaluation.overall.agreement;
  std::string counts;
  size_t undecided = 0;
  for (const auto& [outcome, count] : evaluation.outcomes) {
    if (count == 0 && !IsVerdict(outcome)) {
      continue;
    }
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, OutcomeName(outcome));
    undecided += IsVerdict(outcome) ? 0 : count;
  }
  std::string line = "outcomes  " + counts + "\n";
  if (undecided > 0) {
    line += fmt::format(
        "{} without a verdict count as wrong: decided otherwise, agreement would be {} to {}\n",
        undecided, Percent(agreement.bounds.worst), Percent(agreement.bounds.best));
  }
  return line;
}

class ScoreTable {
 public:
  void Add(const std::string& name, const PairScore& score) {
    name_.cells.push_back(EscapeForTerminal(name));
    items_.cells.push_back(std::to_string(score.items));
    agreement_.cells.push_back(Share(score.agreement.estimate));
    bool known = std::isfinite(score.consistency.estimate.value);
    consistency_.cells.push_back(known ? Share(score.consistency.estimate) : "");
  }
  std::string Render(const PairwiseView& view) const {
    return RenderTable({name_, items_, agreement_, consistency_}, view.width, view.colour);
  }

 private:
  TableColumn name_{"part"};
  TableColumn items_{"pairs", {}, true};
  TableColumn agreement_{"agreement", {}, true};
  TableColumn consistency_{"consistency", {}, true};
};

std::string Scores(const PairwiseEvaluation& evaluation, const PairwiseView& view) {
  ScoreTable table;
  table.Add("all", evaluation.overall);
  for (const PairScore& score : PartsOf(evaluation, view)) {
    if (score.items > 0) {
      table.Add(score.name, score);
    }
  }
  return table.Render(view);
}

// The definitions stand in the order "all of them, then all of them without ties".
std::string Definitions(const PairwiseEvaluation& evaluation, const PairwiseView& view) {
  TableColumn name{"definition"};
  TableColumn with{"agreement", {}, true};
  TableColumn without{"without ties", {}, true};
  TableColumn published{"published"};
  size_t half = evaluation.definitions.size() / 2;
  for (size_t i = 0; i < half; ++i) {
    const DefinedScore& all = evaluation.definitions[i];
    if (all.items > 0) {
      name.cells.push_back(all.name);
      with.cells.push_back(Share(all.share.estimate));
      without.cells.push_back(Share(evaluation.definitions[half + i].share.estimate));
      published.cells.push_back(all.published);
    }
  }
  return RenderTable({name, with, without, published}, view.width, view.colour);
}

std::string Comparisons(const PairwiseEvaluation& evaluation, const PairwiseView& view) {
  TableColumn name{"held against"};
  TableColumn agreement{"agreement", {}, true};
  TableColumn difference{"difference", {}, true};
  TableColumn bootstrap{"bootstrap p", {}, true};
  TableColumn mcnemar{"McNemar p", {}, true};
  TableColumn holm{"Holm", {}, true};
  TableColumn detectable{"detectable", {}, true};
  for (const Comparison& one : evaluation.comparisons) {
    bool all = one.items == evaluation.items;
    name.cells.push_back(all ? one.name : fmt::format("{} ({} pairs)", one.name, one.items));
    agreement.cells.push_back(Share(one.agreement));
    difference.cells.push_back(Share(one.difference));
    bootstrap.cells.push_back(PValue(one.bootstrap));
    mcnemar.cells.push_back(PValue(one.mcnemar));
    holm.cells.push_back(PValue(one.holm));
    detectable.cells.push_back(Percent(one.detectable));
  }
  const BaselineScore& random = evaluation.baselines.back();  // it decides no pair: no comparison
  name.cells.push_back("baseline:" + random.name);
  agreement.cells.push_back(Share(random.agreement));
  for (TableColumn* column : {&difference, &bootstrap, &mcnemar, &holm, &detectable}) {
    column->cells.emplace_back();
  }
  return RenderTable({name, agreement, difference, bootstrap, mcnemar, holm, detectable},
                     view.width, view.colour);
}

// What keeps a reader from making much of a small difference.
std::string Significance(const PairwiseEvaluation& evaluation) {
  std::string open;
  std::string worse;
  bool untold = false;
  for (const Comparison& one : evaluation.comparisons) {
    if (std::isnan(one.holm)) {
      untold = true;
    } else if (!(one.holm < kSignificant)) {
      open += fmt::format("{}{} ({:+.2f}, p {})", open.empty() ? "" : ", ", one.name,
                          100 * one.difference.value, PValue(one.holm));
    } else if (one.difference.value < 0) {
      worse += (worse.empty() ? "" : ", ") + one.name;
    }
  }
  if (untold) {
    return "One prompt is too little to tell judges apart.\n";
  }
  if (open.empty() && worse.empty()) {
    return "Significantly better than all of these.\n";
  }
  return (worse.empty() ? "" : fmt::format("Significantly worse than {}.\n", worse)) +
         (open.empty() ? "" : fmt::format("Not significantly different from {}.\n", open));
}

// Where a baseline that looks at positions stands when they count once.
std::string OneOrder(const PairwiseEvaluation& evaluation) {
  std::string line;
  for (const BaselineScore& one : evaluation.baselines) {
    if (one.given_order.value != one.agreement.value) {
      line += fmt::format("{}{} {}", line.empty() ? "" : ", ", one.name, Share(one.given_order));
    }
  }
  return line.empty() ? "" : fmt::format("In one order alone: {}.\n", line);
}

std::string Calibrations(const CrossValidatedFit& fit, const PairwiseView& view) {
  TableColumn name{"probabilities"};
  TableColumn ece{"ECE", {}, true};
  TableColumn brier{"Brier", {}, true};
  TableColumn log_loss{"log-loss", {}, true};
  auto add = [&](const char* how, const Calibration& calibration) {
    name.cells.emplace_back(how);
    ece.cells.push_back(RenderEstimate(calibration.reliability.ece, Unit::kNumber));
    brier.cells.push_back(RenderEstimate(calibration.brier, Unit::kNumber));
    log_loss.cells.push_back(RenderEstimate(calibration.log_loss, Unit::kNumber));
  };
  add("as they are", fit.raw);
  add("temperature", fit.temperature);
  add("isotonic", fit.isotonic);
  return RenderTable({name, ece, brier, log_loss}, view.width, view.colour);
}

// The temperature to use, and what must be known before it is used.
std::string Temperature(const CrossValidatedFit& fit) {
  std::string text =
      fmt::format("temperature of all: {}\n", RenderEstimate(fit.whole_temperature, Unit::kNumber));
  if (fit.whole.is_at_bound) {
    text += "  where the search ends (0.01 to 100): no temperature mends these probabilities\n";
  }
  if (fit.whole.left_out > 0) {
    text += fmt::format(
        "  fitted without {} pairs whose label (such as a tie) was given no probability\n",
        fit.whole.left_out);
  }
  return text;
}

std::string Abstention(const ProbabilityReport& report) {
  const AbstentionPoint& held_out = report.choice.cross_validated;
  std::string choice =
      std::isfinite(report.choice.threshold)
          ? fmt::format(
                "decide from confidence {:.3f} on; cross-validated, that decides "
                "{} % and is right in {} %",
                report.choice.threshold, Share(held_out.coverage), Share(held_out.accuracy))
          : "no confidence is enough";
  return fmt::format("for {:.0f} % right: {}\n", 100 * report.wanted_accuracy, choice);
}

std::string Probabilities(const ProbabilityReport& report, const PairwiseView& view) {
  return fmt::format("probabilities of {} pairs, adjusted by cross-validation\n{}{}{}",
                     report.forecasts, Calibrations(report.fit, view), Temperature(report.fit),
                     Abstention(report));
}

std::string Style(const PairwiseEvaluation& evaluation, const PairwiseView& view) {
  TableColumn feature{"style, log-odds", {"length", "headers", "lists", "bold"}};
  TableColumn judge{"judge", {}, true};
  TableColumn label{"label", {}, true};
  for (size_t i = 0; i < evaluation.style.judge.size(); ++i) {
    judge.cells.push_back(RenderEstimate(evaluation.style.judge[i], Unit::kNumber));
    label.cells.push_back(RenderEstimate(evaluation.style.label[i], Unit::kNumber));
  }
  return RenderTable({feature, judge, label}, view.width, view.colour);
}

std::string Threshold(const PairwiseEvaluation& evaluation) {
  if (!evaluation.threshold) {
    return "";
  }
  const ThresholdSweep& sweep = *evaluation.threshold;
  return fmt::format(
      "scores: a tie within a threshold that is chosen on other folds, cross-validated: {}\n"
      "        tuned on the test set itself, as the reference does: {} at {:.2f}\n"
      "        a score does not depend on the order: its consistency says nothing\n",
      Share(evaluation.overall.agreement.estimate), Share(sweep.best_agreement),
      sweep.best_threshold);
}

}  // namespace

std::string RenderPairwise(const PairwiseEvaluation& evaluation, const PairwiseView& view) {
  std::string text =
      Heading(evaluation) + Partial(evaluation) + Classified(evaluation, view) + "\n";
  text += Scores(evaluation, view) + Elsewhere(evaluation, view) + Threshold(evaluation) +
          Undecided(evaluation) + "\n";
  text += Definitions(evaluation, view) + "\n";
  text += Comparisons(evaluation, view) + Significance(evaluation) + OneOrder(evaluation) + "\n";
  if (evaluation.probabilities) {
    text += Probabilities(*evaluation.probabilities, view) + "\n";
  }
  return text + Style(evaluation, view);
}

}  // namespace autoj
