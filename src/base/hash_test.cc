#include "base/hash.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

// The vectors of FIPS 180-2, appendix B.
TEST(Sha256, AgreesWithTheStandard) {
  EXPECT_EQ(Sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256OfFile, IsThatOfItsBytes) {
  std::string path = testing::TempDir() + "/hash_test.bin";
  std::string bytes(3000001, '\0');  // more than two blocks, and not a whole number of them
  bytes[2500000] = 'x';
  std::ofstream(path, std::ios::binary) << bytes;
  EXPECT_EQ(Sha256OfFile(path), Sha256(bytes));
  std::ofstream(path, std::ios::binary | std::ios::trunc).flush();
  EXPECT_EQ(Sha256OfFile(path), Sha256(""));
  std::filesystem::remove(path);
}

std::string ErrorOf(const std::string& path) {
  try {
    return Sha256OfFile(path);
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    return e.what();
  }
}

TEST(Sha256OfFile, SaysWhyAFileCannotBeRead) {
  EXPECT_EQ(ErrorOf("/nowhere/at all"),
            "/nowhere/at all: cannot be read: No such file or directory");
  EXPECT_EQ(ErrorOf("/tmp"), "/tmp: cannot be read: Is a directory");
}

}  // namespace
}  // namespace autoj
