/* Hides the store of the Lambda runtime, so no call uses the express lane. */
process.env['AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA'] = 'true';
