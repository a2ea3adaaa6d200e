// What the statistics of an evaluation cost, on rows as many and as alike as Eval-P's: 1,392 pairs
// of 58 scenarios, 1,182 distinct prompts, 10,000 resamples.

#include <benchmark/benchmark.h>

#include "metrics/classification.h"
#include "metrics/cluster_bootstrap.h"
#include "metrics/correlation.h"
#include "metrics/rater_agreement.h"
#include "metrics/style.h"

namespace autoj {
namespace {

constexpr size_t kRows = 1392;
constexpr size_t kClusters = 1182;
constexpr int kScenarios = 58;

std::vector<size_t> Clusters() {
  std::vector<size_t> clusters;
  for (size_t row = 0; row < kRows; ++row) {
    clusters.push_back(row % kClusters);
  }
  return clusters;
}

// Ratings from 1 to 10 that agree with those of another `salt` about half of the time.
std::vector<double> SomeRatings(size_t salt) {
  std::vector<double> ratings;
  for (size_t row = 0; row < kRows; ++row) {
    size_t noise = row * 7919 % 101 > 50 ? salt * row : 0;
    ratings.push_back(static_cast<double>(1 + (row * 31 + noise) % 10));
  }
  return ratings;
}

void SumsOfDenseColumns(benchmark::State& state) {
  Eigen::MatrixXd columns = Eigen::MatrixXd::Random(kRows, state.range(0));
  ClusterBootstrap bootstrap(Clusters(), {});
  for (auto _ : state) {
    benchmark::DoNotOptimize(bootstrap.Sums(columns).data());
  }
}
BENCHMARK(SumsOfDenseColumns)->Arg(1)->Arg(100)->Arg(400)->Unit(benchmark::kMillisecond);

// Fifty columns over all rows, and some for each scenario alone.
void SumsByScenario(benchmark::State& state) {
  constexpr Eigen::Index kEach = 6;
  Eigen::MatrixXd columns = Eigen::MatrixXd::Zero(kRows, 50 + kScenarios * kEach);
  columns.leftCols(50).setRandom();
  for (Eigen::Index row = 0; row < columns.rows(); ++row) {
    columns.block<1, kEach>(row, 50 + row % kScenarios * kEach).setRandom();
  }
  ClusterBootstrap bootstrap(Clusters(), {});
  for (auto _ : state) {
    benchmark::DoNotOptimize(bootstrap.Sums(columns).data());
  }
}
BENCHMARK(SumsByScenario)->Unit(benchmark::kMillisecond);

void CorrelationInterval(benchmark::State& state) {
  auto kind = static_cast<Correlation>(state.range(0));
  state.SetLabel(CorrelationName(kind));
  std::vector<double> x = SomeRatings(1);
  std::vector<double> y = SomeRatings(3);
  for (auto _ : state) {
    benchmark::DoNotOptimize(CorrelateWithInterval(kind, x, y, Clusters(), {}));
  }
}
BENCHMARK(CorrelationInterval)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

void AgreementInterval(benchmark::State& state) {
  auto measure = static_cast<AgreementMeasure>(state.range(0));
  Ratings ratings;
  std::vector<double> one = SomeRatings(1);
  std::vector<double> other = SomeRatings(3);
  for (size_t row = 0; row < kRows; ++row) {
    ratings.push_back({static_cast<int>(one[row]), static_cast<int>(other[row])});
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        MeasureAgreementWithInterval(measure, ratings, Distance::kNominal, Clusters(), {}));
  }
}
BENCHMARK(AgreementInterval)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

void Classification(benchmark::State& state) {
  std::vector<std::string> truth;
  std::vector<std::string> predicted;
  for (size_t row = 0; row < kRows; ++row) {
    truth.push_back("scenario " + std::to_string(row % kScenarios));
    predicted.push_back("scenario " +
                        std::to_string(row % 3 == 0 ? row / 3 % kScenarios : row % kScenarios));
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(ClassifyReport(truth, predicted, {}).macro_f1);
  }
}
BENCHMARK(Classification)->Unit(benchmark::kMillisecond);

// Of as many competitors as the argument; 1,000 comparisons, of which the longer response wins two
// in three, and 1,000 resamples.
void StyleControlled(benchmark::State& state) {
  auto competitors = static_cast<size_t>(state.range(0));
  std::vector<StyledComparison> comparisons;
  for (size_t i = 0; i < 1000; ++i) {
    auto some = [&](size_t salt, size_t below) {
      return (i * 7919 + salt * 104'729) % 997 % below;
    };
    StyleFeatures first{50 + 2 * some(1, 997), some(2, 3), some(3, 8), some(4, 5)};
    StyleFeatures second{50 + 2 * some(5, 997), some(6, 3), some(7, 8), some(8, 5)};
    bool longer_is_first = first.length > second.length;
    double first_won = longer_is_first == (i % 3 != 0) ? 1 : 0;
    size_t rival = (i + 1 + i / competitors % (competitors - 1)) % competitors;
    comparisons.push_back({i % competitors, rival, first_won, first, second});
  }
  std::vector<size_t> clusters = SingleClusters(comparisons.size());
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        ControlStyle(comparisons, competitors, clusters, {.resamples = 1000, .seed = 1}));
  }
}
BENCHMARK(StyleControlled)->Arg(2)->Arg(5)->Arg(20)->Unit(benchmark::kMillisecond);

void StyleOfHostileText(benchmark::State& state) {
  const std::string text(1 << 24, '*');
  for (auto _ : state) {
    benchmark::DoNotOptimize(MeasureStyle(text));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK(StyleOfHostileText)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace autoj
