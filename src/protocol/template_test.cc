#include "protocol/template.h"

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

TEST(Template, FillsInASinglePass) {
  Template prompt("{prompt}|{response}");
  EXPECT_EQ(prompt.Render({{"prompt", "{response} $1 \\1"}, {"response", "{prompt}"}}),
            "{response} $1 \\1|{prompt}");
}

TEST(Template, OtherBracesAreText) {
  Template prompt("{\"score\": 1} {} {{prompt}} {Prompt}{");
  EXPECT_EQ(prompt.Fields(), std::vector<std::string>{"prompt"});
  EXPECT_EQ(prompt.Render({{"prompt", "q"}}), "{\"score\": 1} {} {q} {Prompt}{");
}

TEST(Template, AFieldWithoutValueIsABug) { EXPECT_THROW(Template("{prompt}").Render({}), Error); }

TEST(Template, BracesWithDigitsAreTextUnlessAWordEndsInThem) {
  const std::string text = "x_{1} {12} {response_3} {a1b} {1a}";
  EXPECT_EQ(Template(text).Render({}), text);
  EXPECT_EQ(Template("{feedback1}{x12}").Fields(), (std::vector<std::string>{"feedback1", "x12"}));
}

}  // namespace
}  // namespace autoj
