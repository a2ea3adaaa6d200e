#include "study/classifier_training.h"

#include <gtest/gtest.h>

#include "autoj/error.h"
#include "study/classifier_validation.h"

namespace autoj {
namespace {

// Twenty queries of each of three classes that a word tells apart.
std::vector<LabelledQuery> EasyQueries() {
  const std::pair<const char*, const char*> kinds[] = {{"translate", "text_to_text_translation"},
                                                       {"summarize", "text_summarization"},
                                                       {"refuse", "rejecting"}};
  std::vector<LabelledQuery> queries;
  for (int i = 0; i < 20; ++i) {
    for (const auto& [verb, label] : kinds) {
      queries.push_back({std::string(verb) + " the text number " + std::to_string(i), label});
    }
  }
  return queries;
}

TEST(TrainClassifier, GivesTheSameBytesFromTheSameSeed) {
  TrainingSet set = MakeTrainingSet(EasyQueries());
  ClassifierTrainingOptions options;
  auto train = [&] {
    return RenderClassifierWeights(TrainClassifier(set, ScoreOutOfFold(set, options), options));
  };
  EXPECT_EQ(train(), train());
}

TEST(TrainClassifier, IsSureOfWhatIsEasy) {
  TrainingSet set = MakeTrainingSet(EasyQueries());
  OutOfFoldScores unseen = ScoreOutOfFold(set, {});
  ClassifierValidation evaluation = ValidateClassifier(set, unseen, {});
  EXPECT_EQ(evaluation.report.accuracy.value, 1);
  EXPECT_EQ(evaluation.top3.value, 1);
  EXPECT_EQ(evaluation.sure.coverage.value, 1);
  EXPECT_GT(evaluation.sure.coverage.low, 0.9);  // Clopper and Pearson
  EXPECT_EQ(evaluation.groups.back().name, "none");
  EXPECT_EQ(evaluation.groups.back().queries, 20u);
  EXPECT_EQ(evaluation.groups.back().group_accuracy.value, 1);
  EXPECT_LT(evaluation.log_loss.value, 0.1);
}

TEST(TrainClassifier, NothingIsSureWhereEveryQueryHasBothLabels) {
  std::vector<LabelledQuery> queries;
  for (int i = 0; i < 10; ++i) {
    queries.push_back({"the same words " + std::to_string(i), "others"});
    queries.push_back({"the same words " + std::to_string(i), "chitchat"});
  }
  TrainingSet set = MakeTrainingSet(queries);
  ClassifierTrainingOptions options;
  options.sure_accuracy = 1;
  ClassifierWeights weights = TrainClassifier(set, ScoreOutOfFold(set, options), options);
  EXPECT_EQ(weights.unsure_below, 1);
}

TEST(ScoreOutOfFold, RowsBesideAreLearntFromAndNotTested) {
  TrainingSet set = MakeTrainingSet(EasyQueries(), {{"good morning", "chitchat"}});
  OutOfFoldScores unseen = ScoreOutOfFold(set, {});
  EXPECT_EQ(unseen.scores.size(), 60u);
  EXPECT_EQ(unseen.scores[0].size(), 4);
  EXPECT_EQ(ValidateClassifier(set, unseen, {}).report.items, 60u);
}

TEST(ScoreOutOfFold, EqualQueriesAreInOneFold) {
  std::vector<LabelledQuery> queries = EasyQueries();
  queries.push_back(queries.front());
  OutOfFoldScores unseen = ScoreOutOfFold(MakeTrainingSet(queries), {});
  EXPECT_EQ(unseen.folds.front(), unseen.folds.back());
}

TEST(ScoreOutOfFold, TooFewQueriesAreAnError) {
  TrainingSet set = MakeTrainingSet({{"a", "others"}, {"b", "chitchat"}});
  EXPECT_THROW(ScoreOutOfFold(set, {}), Error);
}

TEST(MakeTrainingSet, OneClassIsAnError) {
  EXPECT_THROW(MakeTrainingSet({{"a", "others"}, {"b", "others"}}), Error);
  EXPECT_THROW(MakeTrainingSet({}), Error);
}

}  // namespace
}  // namespace autoj
