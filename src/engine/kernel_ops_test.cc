#include "engine/kernel_ops.h"

#include <ggml-backend.h>
#include <ggml-cpp.h>
#include <ggml-cpu.h>
#include <ggml.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "engine/q8_product.h"

namespace autoj {
namespace {

// Tensors with random values in memory of their own.
class KernelOpsTest : public ::testing::Test {
 protected:
  KernelOpsTest() : context_(ggml_init({size_t{64} << 20, nullptr, false})) {}

  ggml_tensor* Make(ggml_type type, int64_t a, int64_t b, int64_t c = 1, int64_t d = 1) {
    ggml_tensor* tensor = ggml_new_tensor_4d(context_.get(), type, a, b, c, d);
    std::normal_distribution<float> normal;
    std::vector<float> values(static_cast<size_t>(ggml_nelements(tensor)));
    for (float& value : values) {
      value = normal(random_);
    }
    if (type == GGML_TYPE_F32) {
      std::memcpy(tensor->data, values.data(), ggml_nbytes(tensor));
    } else {
      ggml_quantize_chunk(type, values.data(), tensor->data, 0, b * c * d, a, nullptr);
    }
    return tensor;
  }

  // As libllama builds it: heads of a token are next to each other, keys that are to come masked.
  ggml_tensor* Attention(int64_t tokens, int64_t streams, float bias = 0, float cap = 0) {
    constexpr int64_t kKeys = 256;
    ggml_tensor* query =
        ggml_permute(context_.get(), Make(GGML_TYPE_F32, 64, 9, tokens, streams), 0, 2, 1, 3);
    ggml_tensor* key =
        ggml_permute(context_.get(), Make(GGML_TYPE_F16, 64, 3, kKeys, streams), 0, 2, 1, 3);
    ggml_tensor* value =
        ggml_permute(context_.get(), Make(GGML_TYPE_F16, 64, 3, kKeys, streams), 0, 2, 1, 3);
    ggml_tensor* mask = Make(GGML_TYPE_F16, kKeys, tokens, 1, streams);
    auto* bits = static_cast<ggml_fp16_t*>(mask->data);
    for (int64_t i = 0; i < ggml_nelements(mask); ++i) {
      bits[i] = ggml_fp32_to_fp16(
          i % kKeys < 100 + 7 * (i / kKeys) ? 0.0F : -std::numeric_limits<float>::infinity());
    }
    ggml_tensor* node =
        ggml_flash_attn_ext(context_.get(), query, key, value, mask, 0.125F, bias, cap);
    ggml_prec_set_acc(node, GGML_PREC_F32);
    return node;
  }

  std::vector<float> ByLibrary(ggml_tensor* node) {
    ggml_cgraph* graph = ggml_new_graph(context_.get());
    ggml_build_forward_expand(graph, node);
    ggml_graph_compute_with_ctx(context_.get(), graph, 2);
    return Values(node);
  }

  static std::vector<float> Values(const ggml_tensor* node) {
    const auto* begin = static_cast<const float*>(node->data);
    return {begin, begin + ggml_nelements(node)};
  }

  static void ExpectNear(const std::vector<float>& a, const std::vector<float>& b, float distance) {
    ASSERT_EQ(a.size(), b.size());
    for (size_t i = 0; i < a.size(); ++i) {
      ASSERT_NEAR(a[i], b[i], distance) << "at " << i;
    }
  }

  ggml_context_ptr context_;
  std::mt19937 random_{5};
  KernelOps ops_;
};

TEST_F(KernelOpsTest, AttentionIsTheLibrarys) {
  for (int threads : {1, 2, 5}) {
    ops_.SetThreads(threads);
    for (int64_t streams : {1, 3}) {
      ggml_tensor* node = Attention(2, streams);
      ASSERT_TRUE(IsDecodeAttention(node));
      std::vector<float> expected = ByLibrary(node);
      std::memset(node->data, 0, ggml_nbytes(node));
      ops_.Attend(node);
      ExpectNear(Values(node), expected, 0.005F);  // it sums up in halves
    }
  }
}

TEST_F(KernelOpsTest, WhatTheKernelCannotDoIsLeftToTheLibrary) {
  EXPECT_TRUE(IsDecodeAttention(Attention(1, 2)));
  EXPECT_FALSE(IsDecodeAttention(Attention(64, 2))) << "a prompt";
  EXPECT_FALSE(IsDecodeAttention(Attention(1, 2, 8.0F))) << "ALiBi";
  EXPECT_FALSE(IsDecodeAttention(Attention(1, 2, 0, 30.0F))) << "a soft cap";
  ggml_tensor* with_sinks = Attention(1, 2);
  ggml_flash_attn_ext_add_sinks(with_sinks, Make(GGML_TYPE_F32, 9, 1));
  EXPECT_FALSE(IsDecodeAttention(with_sinks));
}

TEST_F(KernelOpsTest, AProductIsTheLibrarys) {
  for (int64_t vectors : {1, 13, 70}) {
    ggml_tensor* weights = Make(GGML_TYPE_Q8_0, 96, 160);
    ggml_tensor* node = ggml_mul_mat(context_.get(), weights, Make(GGML_TYPE_F32, 96, vectors));
    ASSERT_TRUE(IsQ8Product(node));
    std::vector<float> expected = ByLibrary(node);
    std::vector<uint8_t> file(ggml_nbytes(weights));
    std::memcpy(file.data(), weights->data, file.size());
    PackQ8(file.data(), {nullptr, 160, 96}, static_cast<uint8_t*>(weights->data));
    std::memset(node->data, 0, ggml_nbytes(node));
    ops_.SetThreads(3);
    ops_.Multiply(node);
    ExpectNear(Values(node), expected, 1e-4F);
  }
}

TEST_F(KernelOpsTest, OtherProductsAreLeftToTheLibrary) {
  auto product = [&](ggml_type type, int64_t rows) {
    return ggml_mul_mat(context_.get(), Make(type, 64, rows), Make(GGML_TYPE_F32, 64, 3));
  };
  EXPECT_TRUE(IsQ8Product(product(GGML_TYPE_Q8_0, 32)));
  EXPECT_FALSE(IsQ8Product(product(GGML_TYPE_Q8_0, 40))) << "no whole panels";
  EXPECT_FALSE(IsQ8Product(product(GGML_TYPE_Q4_0, 32)));
  EXPECT_FALSE(IsQ8Product(product(GGML_TYPE_F32, 32)));
}

}  // namespace
}  // namespace autoj
