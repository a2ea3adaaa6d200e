#include "protocol/wrapper.h"

#include <gtest/gtest.h>

#include "autoj/error.h"
#include "protocol/protocol.h"

namespace autoj {
namespace {

TEST(Wrapper, NamesComeBack) {
  for (Wrapper wrapper : {Wrapper::kAutoj, Wrapper::kChat, Wrapper::kNone}) {
    EXPECT_EQ(ParseWrapper(WrapperName(wrapper)), wrapper);
  }
  try {
    ParseWrapper("chatml");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kUsage);
  }
}

// Cut into pieces, "[INST]" and the message would be tokenized apart, as in training they were not.
TEST(WrapMessage, AutojIsOnePlainPiece) {
  Prompt prompt = WrapMessage(Wrapper::kAutoj, {}, {std::nullopt, "</s>"}, "");
  ASSERT_EQ(prompt.pieces.size(), 1u);
  EXPECT_FALSE(prompt.pieces[0].frame);
  EXPECT_EQ(prompt.Text(), "[INST] </s> [/INST]");
}

TEST(WrapMessage, OnlyTheChatFrameIsFrame) {
  Prompt prompt = WrapMessage(Wrapper::kChat, {"<b>", "<s>", "<u>"}, {"system", "user"}, "answer");
  std::string frame;
  std::string plain;
  for (const PromptPiece& piece : prompt.pieces) {
    (piece.frame ? frame : plain) += piece.text;
  }
  EXPECT_EQ(frame, "<b><s><u>");
  EXPECT_EQ(plain, "systemuseranswer");
  EXPECT_EQ(prompt.Text(), "<b>system<s>user<u>answer");
}

TEST(WrapMessage, ASystemMessageIsNeverGluedToTheUsers) {
  EXPECT_THROW(WrapMessage(Wrapper::kChat, {"<b>", "", "<u>"}, {"system", "user"}, ""), Error);
}

}  // namespace
}  // namespace autoj
