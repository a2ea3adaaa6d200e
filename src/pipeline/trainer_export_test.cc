#include "pipeline/trainer_export.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/file.h"
#include "base/yaml.h"
#include "pipeline/training_row.h"
#include "pipeline/user_message.h"

namespace autoj {
namespace {

using nlohmann::json;

// A pair's row and a single response's, and what trainers get of them.
class TrainerExportTest : public testing::Test {
 protected:
  TrainerExportTest() {
    std::string pattern = testing::TempDir() + "trainer_export_test_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    Item item;
    item.query = "q";
    item.responses = {"a", "b"};
    pair_.usrmsg = FillUserMessage(reader_.Pairwise("en"), item);
    pair_.target_output = "Response 1 errs.\n\nSo, the final decision is Response 2.";
    pair_.gt_label = pair_.pred_label = 1;
    item.responses = {"a"};
    single_.usrmsg = FillUserMessage(reader_.Single("en"), item);
    single_.target_output = "Dull.\n\nRating: [[4]]";
    single_.pred_score = 4;
    pair_.scenario = single_.scenario = "open_question";
  }
  ~TrainerExportTest() override { std::filesystem::remove_all(folder_); }

  TrainerExport Export(Trainer trainer, const TokenCounter& count_tokens = {}) {
    std::string path = folder_ + "/rows.jsonl";
    std::ofstream(path) << RenderTrainingRow(pair_) << "\n" << RenderTrainingRow(single_) << "\n";
    return ExportForTrainer(path, trainer, folder_, count_tokens);
  }

  std::vector<json> Rows(const char* name) {
    std::istringstream lines(ReadFile(folder_ + "/" + name, ""));
    std::vector<json> rows;
    for (std::string line; std::getline(lines, line);) {
      rows.push_back(json::parse(line));
    }
    return rows;
  }

  UserMessageReader reader_;
  TrainingRow pair_;
  TrainingRow single_;
  std::string folder_;
};

TEST_F(TrainerExportTest, PairsAreSwappedAndSingleResponsesStandTwice) {
  TrainerExport done = Export(Trainer::kTrl);
  EXPECT_EQ(done.pairwise, 1U);
  EXPECT_EQ(done.single, 1U);
  std::vector<json> rows = Rows("data/train.jsonl");
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0]["prompt"], json::array({{{"role", "user"}, {"content", pair_.usrmsg}}}));
  EXPECT_EQ(rows[0]["completion"][0]["content"], pair_.target_output);
  EXPECT_EQ(rows[1]["completion"][0]["content"],
            "Response 2 errs.\n\nSo, the final decision is Response 1.");
  std::string swapped = rows[1]["prompt"][0]["content"];
  EXPECT_NE(swapped.find("[Response 1]: b\n***\n[Response 2]: a"), std::string::npos);
  EXPECT_EQ(rows[2], rows[3]);
}

TEST_F(TrainerExportTest, APairThatCannotBeSwappedStandsInItsOwnOrder) {
  pair_.target_output = "The first one errs.\n\nSo, the final decision is Response 2.";
  TrainerExport done = Export(Trainer::kTrl);
  EXPECT_EQ(done.pairwise, 1U);
  EXPECT_EQ(done.written, 3U);
  ASSERT_EQ(done.unswapped.size(), 1U);
  EXPECT_NE(done.unswapped[0].find("rows.jsonl:1: nobody can tell which response \"first one\""),
            std::string::npos);
  std::vector<json> rows = Rows("data/train.jsonl");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0]["completion"][0]["content"], pair_.target_output);
}

TEST_F(TrainerExportTest, RowsThatATrainerWouldCutAreLeftOut) {
  auto count = [this](const std::string& text) -> size_t {
    return text == pair_.usrmsg ? 4050 : text == single_.usrmsg ? 4000 : 20;
  };
  TrainerExport done = Export(Trainer::kTrl, count);
  EXPECT_EQ(done.too_long, 1U);  // with its answer and what a chat template adds
  EXPECT_EQ(done.pairwise, 0U);
  EXPECT_EQ(done.written, 2U);
  EXPECT_EQ(Rows("data/train.jsonl")[0]["completion"][0]["content"], single_.target_output);
}

TEST_F(TrainerExportTest, TheOthersTakeMessages) {
  for (Trainer trainer : {Trainer::kLlamaFactory, Trainer::kAxolotl}) {
    TrainerExport done = Export(trainer);
    std::vector<json> rows = Rows(done.files.front().c_str());
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[2]["messages"],
              json::array({{{"role", "user"}, {"content", single_.usrmsg}},
                           {{"role", "assistant"}, {"content", single_.target_output}}}));
  }
}

TEST_F(TrainerExportTest, EveryRecipeHasThePublishedNumbersAndNamesItsFiles) {
  for (const std::string& name : TrainerNames()) {
    TrainerExport done = Export(ParseTrainer(name));
    YamlMap recipe = YamlMap::Parse(ReadFile(folder_ + "/" + name + ".yaml", ""), name);
    auto number = [&](const char* key, const char* other) {
      return std::stod(recipe.Text(recipe.Has(key) ? key : other));
    };
    EXPECT_EQ(number("num_train_epochs", "num_epochs"), 5) << name;
    EXPECT_EQ(8 * number("per_device_train_batch_size", "micro_batch_size") *
                  number("gradient_accumulation_steps", ""),
              64)
        << name;
    EXPECT_EQ(number("adam_beta1", ""), 0.9);
    EXPECT_EQ(number("adam_beta2", ""), 0.95);
    EXPECT_EQ(number("weight_decay", ""), 0.1);
    EXPECT_EQ(number("learning_rate", ""), 1e-5);
    EXPECT_EQ(number("warmup_ratio", ""), 0.03);
    EXPECT_EQ(number(recipe.Has("max_length") ? "max_length" : "cutoff_len", "sequence_len"), 4096);
    for (const char* key : {"deepspeed", "accelerate_config"}) {
      if (recipe.Has(key)) {
        EXPECT_TRUE(std::filesystem::exists(folder_ + "/" + recipe.Text(key))) << name;
      }
    }
  }
}

TEST_F(TrainerExportTest, AFaultyRowIsRefusedWithItsPlace) {
  single_.target_output = "Dull.";
  try {
    Export(Trainer::kTrl);
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find(".jsonl:2: the output decides nothing"),
              std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/data/train.jsonl"));
  EXPECT_THROW(ParseTrainer("unsloth"), Error);
}

}  // namespace
}  // namespace autoj
